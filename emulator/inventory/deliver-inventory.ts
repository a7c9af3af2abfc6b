// Delivers an inventory: data files, the list of them for Hive, the manifest, and last of all its checksum.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-inventory-location.html
import { createHash } from 'node:crypto';
import { isAllowed } from '../iam/access/authorize';
import { findKey } from '../kms/access/find-key';
import { hexDigits, newKeyId } from '../kms/access/key-id';
import { s3KeyAccess } from '../kms/access/s3-key-use';
import { storeInternalObject } from '../s3/versions/store-version';
import { SSE_S3 } from '../s3/versions/write-object';
import { s3Arn } from '../world/arn';
import type { Bucket, ObjectEncryption } from '../world/bucket';
import type { InventoryDelivery, World } from '../world/world';
import { columnsOf, inventoryRows, type ColumnValue } from './inventory-columns';
import { inventoryConfiguration, type InventoryConfiguration } from './inventory-configuration';
import { FORMATS } from './inventory-file';

const S3_SERVICE = 's3.amazonaws.com';
const ROWS_PER_FILE = 50_000;

/** Why an inventory could not be delivered. */
class DeliveryError extends Error {}

interface Delivery {
  readonly world: World;
  readonly source: Bucket;
  readonly destination: Bucket;
  readonly configuration: InventoryConfiguration;
  readonly encryption: ObjectEncryption;
  /** `<prefix>/<source bucket>/<id>` */
  readonly folder: string;
}

/**
 * Delivers an inventory now; what came of it is kept, and told.
 * @param giveWay - lets others have their turn
 */
export async function deliverInventory(
  world: World,
  source: Bucket,
  id: string,
  giveWay: () => Promise<void>,
): Promise<InventoryDelivery> {
  const atMs = world.clock.now();
  const known = { bucket: source.name, id, atMs };
  let outcome: InventoryDelivery;
  try {
    outcome = { ...known, manifestKey: await deliver(open(world, source, id), atMs, giveWay) };
  } catch (error) {
    if (!(error instanceof DeliveryError)) throw error;
    outcome = { ...known, failure: error.message };
  }
  world.inventories.set(`${source.name}/${id}`, outcome);
  return outcome;
}

/** @throws DeliveryError */
function open(world: World, source: Bucket, id: string): Delivery {
  const configuration = inventoryConfiguration(source, id);
  if (configuration === undefined) throw new DeliveryError(`${source.name} has no inventory configuration ${id}`);
  if (!configuration.isEnabled) throw new DeliveryError(`the inventory ${id} of ${source.name} is not enabled`);
  if (configuration.format === 'ORC')
    throw new DeliveryError('inventories of the format ORC are not emulated: use CSV or Parquet');
  const { destinationBucket: name, destinationAccountId, destinationPrefix } = configuration;
  const destination = world.buckets.get(name);
  if (destination === undefined) throw new DeliveryError(`the destination ${name} does not exist`);
  if (destination.region !== source.region) {
    throw new DeliveryError(
      `the destination ${name} is in ${destination.region}, not in ${source.region} as the source`,
    );
  }
  if (destinationAccountId !== undefined && destinationAccountId !== destination.accountId) {
    throw new DeliveryError(`the destination ${name} does not belong to ${destinationAccountId}`);
  }
  const parent = destinationPrefix === '' ? '' : `${destinationPrefix}/`;
  const folder = `${parent}${source.name}/${id}`;
  const encryption = encryptionOf(world, source, destination, configuration, folder);
  return { world, source, destination, configuration, encryption, folder };
}

/** Condition keys of everything that S3 does for an inventory. */
function sourceKeys(world: World, source: Bucket): Readonly<Record<string, string>> {
  return {
    'aws:SourceArn': s3Arn(world, source.name),
    'aws:SourceAccount': source.accountId,
    'aws:SecureTransport': 'true',
  };
}

function encryptionOf(
  world: World,
  source: Bucket,
  destination: Bucket,
  { kmsKey, sseS3 }: InventoryConfiguration,
  folder: string,
): ObjectEncryption {
  const asked: ObjectEncryption | undefined =
    kmsKey === undefined
      ? sseS3
        ? SSE_S3
        : undefined
      : { algorithm: 'aws:kms', kmsKeyArn: keyArn(world, source, kmsKey) };
  const encryption = asked ?? destination.defaultEncryption ?? SSE_S3;
  const { kmsKeyArn, bucketKey = false } = encryption;
  if (kmsKeyArn === undefined || findKey(world, kmsKeyArn) === 'unknown') return encryption;
  const access = s3KeyAccess(world, {
    principalArn: S3_SERVICE,
    principalAccountId: '',
    action: 'kms:GenerateDataKey',
    keyArn: kmsKeyArn,
    bucket: destination,
    key: folder,
    bucketKey,
    context: sourceKeys(world, source),
  });
  if (access === 'allowed') return encryption;
  throw new DeliveryError(
    access === 'denied'
      ? `the policy of the key ${kmsKeyArn} does not let ${S3_SERVICE} use kms:GenerateDataKey`
      : `the key ${kmsKeyArn} is ${access}`,
  );
}

function keyArn({ partition }: World, { region, accountId }: Bucket, id: string): string {
  return id.startsWith('arn:') ? id : `arn:${partition}:kms:${region}:${accountId}:key/${id}`;
}

async function deliver(delivery: Delivery, atMs: number, giveWay: () => Promise<void>): Promise<string> {
  const { world, source, destination, configuration, folder } = delivery;
  const time = new Date(atMs).toISOString();
  const day = `${time.slice(0, 13)}-${time.slice(14, 16)}`;
  const format = FORMATS[configuration.format === 'Parquet' ? 'Parquet' : 'CSV'];
  const columns = columnsOf(configuration);
  const files: { readonly key: string; readonly size: number; readonly MD5checksum: string }[] = [];
  let rows: (readonly ColumnValue[])[] = [];
  const writeFile = async (): Promise<void> => {
    const body = format.file(columns, rows);
    rows = [];
    const key = `${folder}/data/${newKeyId(hexDigits(world, 32))}.${format.extension}`;
    write(delivery, key, body, format.contentType);
    files.push({ key, size: body.length, MD5checksum: createHash('md5').update(body).digest('hex') });
    await giveWay();
  };
  for (const row of inventoryRows(source, configuration)) {
    rows.push(columns.map(({ value }) => value(row)));
    if (rows.length === ROWS_PER_FILE) await writeFile();
  }
  if (rows.length > 0 || files.length === 0) await writeFile();
  const links = files.map(({ key }) => `s3://${destination.name}/${key}`).join('\r\n');
  write(
    delivery,
    `${folder}/hive/dt=${day.replace('T', '-')}/symlink.txt`,
    Buffer.from(links),
    'application/octet-stream',
  );
  const manifest = Buffer.from(
    JSON.stringify({
      sourceBucket: source.name,
      destinationBucket: s3Arn(world, destination.name),
      version: '2016-11-30',
      creationTimestamp: String(atMs),
      fileFormat: configuration.format,
      fileSchema: format.schema(columns),
      files,
    }),
  );
  const manifestKey = `${folder}/${day}Z/manifest.json`;
  write(delivery, manifestKey, manifest, 'application/json');
  const checksum = createHash('md5').update(manifest).digest('hex');
  write(delivery, `${folder}/${day}Z/manifest.checksum`, Buffer.from(checksum), 'application/octet-stream');
  return manifestKey;
}

/** @throws DeliveryError unless the policy of the destination lets S3 write for this source */
function write(
  { world, source, destination, encryption }: Delivery,
  key: string,
  body: Buffer,
  contentType: string,
): void {
  const resourcePolicy = destination.documents.get('policy');
  const { algorithm, kmsKeyArn } = encryption;
  const may = isAllowed(world, {
    principalArn: S3_SERVICE,
    principalAccountId: '',
    action: 's3:PutObject',
    resource: s3Arn(world, destination.name, key),
    resourceAccountId: destination.accountId,
    ...(resourcePolicy === undefined ? {} : { resourcePolicy }),
    context: {
      ...sourceKeys(world, source),
      's3:ResourceAccount': destination.accountId,
      's3:x-amz-acl': 'bucket-owner-full-control',
      's3:x-amz-server-side-encryption': algorithm,
      ...(kmsKeyArn === undefined ? {} : { 's3:x-amz-server-side-encryption-aws-kms-key-id': kmsKeyArn }),
    },
  });
  if (!may) {
    throw new DeliveryError(
      `the policy of ${destination.name} does not let ${S3_SERVICE} put ${key} for ${s3Arn(world, source.name)}`,
    );
  }
  storeInternalObject(world, destination, key, body, contentType, encryption);
}
