import { commands } from '../../patches/commands';
import { ok, wrong, type Check, type Finding } from '../check';
import type { CheckContext } from '../asked/asked-once';
import type { Patch } from '../../events/check-events';

interface Kind {
  readonly name: RegExp;
  readonly is: string;
  /** Whether a general-purpose bucket stands behind it. */
  readonly alias: boolean;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html reserves these endings. */
const KINDS: readonly Kind[] = [
  { name: /--x-s3$/, is: 'a directory bucket (S3 Express One Zone)', alias: false },
  { name: /--table-s3$/, is: 'a table bucket', alias: false },
  { name: /--op-s3$/, is: 'the alias of an access point of S3 on Outposts', alias: false },
  { name: /--ol-s3$/, is: 'the alias of an Object Lambda access point', alias: true },
  { name: /-s3alias$/, is: 'the alias of an access point', alias: true },
  { name: /\.mrap$/, is: 'the alias of a multi-Region access point', alias: true },
];

function kindOf(bucket: string): Kind | undefined {
  return KINDS.find(({ name }) => name.test(bucket));
}

/** Whether a bucket of this name can hold reports and manifests. */
export function isGeneralPurpose(bucket: string): boolean {
  return kindOf(bucket) === undefined;
}

const LIST_BUCKETS = ['aws', 's3api', 'list-buckets', '--query', 'Buckets[].Name'];

/** What shows the name that was meant. */
function namingIt({ alias }: Kind, bucket: string, { target }: CheckContext): Patch {
  if (!alias) return commands(LIST_BUCKETS);
  const where = ['--account-id', target.source.accountId, '--region', target.source.region];
  const query = ['--query', `AccessPointList[?Alias=='${bucket}'].Bucket`];
  return commands(['aws', 's3control', 'list-access-points', ...where, ...query], LIST_BUCKETS);
}

/** Replication and Batch Replication work on general-purpose buckets, by their own names. */
export const bucketKindsCheck: Check = {
  id: 'bucket-kinds',
  title: 'buckets are general-purpose buckets',
  run(context) {
    const { source, batchJob, destinations } = context.target;
    const { report, manifest } = batchJob;
    const named: readonly (readonly [what: string, bucket: string])[] = [
      ['source', source.bucket],
      ...(report === undefined ? [] : [['report', report.bucket] as const]),
      ...(manifest === undefined ? [] : [['manifest', manifest.bucket] as const]),
      ...destinations.map(({ bucket }) => ['destination', bucket] as const),
    ];
    const findings = named.flatMap(([what, bucket]): readonly Finding[] => {
      const kind = kindOf(bucket);
      if (kind === undefined) return [];
      return [
        wrong(
          `the ${what} bucket '${bucket}' is ${kind.is}; S3 replicates between general-purpose buckets, and writes reports and manifests into such buckets only`,
          kind.alias ? 'name the bucket behind it' : 'name a general-purpose bucket',
          namingIt(kind, bucket, context),
        ),
      ];
    });
    return Promise.resolve(findings.length > 0 ? findings : [ok('by their names')]);
  },
};
