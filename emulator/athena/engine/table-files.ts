// The objects that a table's rows are in: below its location, or below those of the partitions that a query asks for.
// https://docs.aws.amazon.com/athena/latest/ug/partition-projection-supported-types.html
import { gunzipSync } from 'node:zlib';
import { ServiceError } from '../../http/service';
import { childrenNamed, childText, parseXml } from '../../http/xml';
import { performRequest } from '../../s3/s3-service';
import type { Query } from '../../world/serverless/athena-query';
import type { GlueTable } from '../../world/serverless/glue-catalog';
import type { World } from '../../world/world';
import { inTheNameOf, s3Place, type S3Place } from '../athena-call';
import type { TableUse } from './parse-query';
import { badData, deniedPath, needsPartition, noBucket } from './query-failure';

export interface TableFile {
  readonly url: string;
  /** As it is in S3, which is what is paid for. */
  readonly size: number;
  /** Unpacked. */
  readonly body: Buffer;
}

export interface Partition {
  /** By partition key. */
  readonly values: ReadonlyMap<string, string>;
  readonly files: readonly TableFile[];
}

const SYMLINKS = 'org.apache.hadoop.hive.ql.io.SymlinkTextInputFormat';

/** @throws QueryFailure */
export function partitionsOf(world: World, query: Query, table: GlueTable, equal: TableUse['equal']): Partition[] {
  const location = (table.input.StorageDescriptor?.Location ?? '').replace(/\/?$/, '/');
  const [key, ...more] = table.input.PartitionKeys ?? [];
  const reader = new Reader(world, query);
  const isLinked = table.input.StorageDescriptor?.InputFormat === SYMLINKS;
  const filesAt = (url: string): readonly TableFile[] =>
    isLinked ? reader.linked(url) : reader.listed(url).map((one) => reader.file(one));
  if (key === undefined) return [{ values: new Map(), files: filesAt(location) }];
  if (more.length > 0) throw badData('tables with several partition keys are not emulated');
  const { Parameters: parameters = {} } = table.input;
  if (parameters['projection.enabled'] !== 'true')
    throw badData(`partitions of ${table.name} that are not projected are not emulated`);
  const name = key.Name.toLowerCase();
  const template = parameters['storage.location.template'] ?? `${location}${name}=\${${name}}/`;
  const placeOf = (value: string): string => template.replaceAll(`\${${name}}`, value).replace(/\/?$/, '/');
  const values = chosen(name, parameters, equal.get(name), () => reader.valuesAt(placeOf(''), name));
  return values.map((value) => ({ values: new Map([[name, value]]), files: filesAt(placeOf(value)) }));
}

/** An injected key has the values that a query names; a date those of its range, in its format. */
function chosen(
  name: string,
  parameters: Readonly<Record<string, string>>,
  asked: ReadonlySet<string> | undefined,
  all: () => readonly string[],
): readonly string[] {
  const type = parameters[`projection.${name}.type`];
  if (type === 'injected') {
    if (asked === undefined) throw needsPartition(name);
    return [...asked];
  }
  if (type !== 'date') throw badData(`a projection of the type ${type ?? ''} is not emulated`);
  const format = parameters[`projection.${name}.format`] ?? '';
  const shape = new RegExp(`^${format.replace(/[yMdHms]/g, '\\d')}$`);
  const [first = ''] = (parameters[`projection.${name}.range`] ?? '').split(',');
  return [...(asked ?? all())].filter((value) => shape.test(value) && value >= first);
}

/** Reads with the permissions of whoever started the query. */
class Reader {
  constructor(
    private readonly world: World,
    private readonly query: Query,
  ) {}

  /** Objects below a folder; those whose names begin with a dot or an underscore are none of a table. */
  listed(url: string): readonly S3Place[] {
    const { bucket, key: prefix } = placeAt(url);
    const found: S3Place[] = [];
    for (let after = ''; ;) {
      const query = new URLSearchParams({
        'list-type': '2',
        prefix,
        ...(after === '' ? {} : { 'start-after': after }),
      });
      const page = parseXml(this.get({ bucket, key: '' }, url, query).toString('utf8'));
      const keys = childrenNamed(page, 'Contents').map((one) => childText(one, 'Key') ?? '');
      found.push(...keys.filter((key) => !/(?:^|\/)[._][^/]*$|\/$/.test(key)).map((key) => ({ bucket, key })));
      after = keys.at(-1) ?? '';
      if (childText(page, 'IsTruncated') !== 'true' || after === '') return found;
    }
  }

  /** Values of partitions that there are, of folders named `key=value`. */
  valuesAt(url: string, name: string): readonly string[] {
    const parent = url.replace(/[^/]*\/$/, '');
    const { key: prefix } = placeAt(parent);
    const values = this.listed(parent).map(({ key }) => key.slice(prefix.length).split('/')[0] ?? '');
    return [...new Set(values)].map((folder) => folder.replace(`${name}=`, '')).sort();
  }

  /** Files that the files of a folder name, one in each line. */
  linked(url: string): readonly TableFile[] {
    return this.listed(url).flatMap((link) => {
      const text = this.get(link, urlOf(link)).toString('utf8');
      return text.split(/\r?\n/).flatMap((line) => (line.trim() === '' ? [] : [this.file(placeAt(line.trim()))]));
    });
  }

  file(place: S3Place): TableFile {
    const url = urlOf(place);
    const packed = this.get(place, url);
    if (!url.endsWith('.gz')) return { url, size: packed.length, body: packed };
    try {
      return { url, size: packed.length, body: gunzipSync(packed) };
    } catch (error) {
      throw badData(`Error reading ${url}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  private get({ bucket, key }: S3Place, url: string, query = new URLSearchParams()): Buffer {
    // Athena reads in other Regions, too.
    const region = this.world.buckets.get(bucket)?.region ?? this.query.region;
    try {
      const { body = '' } = performRequest(this.world, {
        ...inTheNameOf(this.query.caller, region),
        method: 'GET',
        path: key === '' ? `/${bucket}` : `/${bucket}/${key}`,
        query,
      });
      return Buffer.isBuffer(body) ? body : Buffer.from(body);
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      if (error.code === 'NoSuchBucket') throw noBucket(bucket);
      if (error.code === 'NoSuchKey') throw badData(`Error opening Hive split ${url}: the object does not exist`);
      throw deniedPath(url);
    }
  }
}

const urlOf = ({ bucket, key }: S3Place): string => `s3://${bucket}/${key}`;

function placeAt(url: string): S3Place {
  const place = s3Place(url);
  if (place === undefined) throw badData(`${url} is no place in S3`);
  return place;
}
