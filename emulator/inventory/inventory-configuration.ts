// What an inventory configuration of a bucket asks for.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_InventoryConfiguration.html
import { child, childText, childrenNamed, parseXml } from '../http/xml';
import type { Bucket } from '../world/bucket';

export interface InventoryConfiguration {
  readonly id: string;
  readonly isEnabled: boolean;
  readonly versions: 'All' | 'Current';
  readonly frequency: 'Daily' | 'Weekly';
  readonly prefix: string;
  /** In the order in which they were asked for. */
  readonly optionalFields: readonly string[];
  readonly destinationBucket: string;
  readonly destinationAccountId?: string;
  readonly destinationPrefix: string;
  readonly format: 'CSV' | 'ORC' | 'Parquet';
  /** ARN or id of the key for SSE-KMS. */
  readonly kmsKey?: string;
  /** Whether it asks for SSE-S3; without either, the bucket decides. */
  readonly sseS3: boolean;
}

const PREFIX = 'inventory/';

export function inventoryIds({ documents }: Bucket): readonly string[] {
  return [...documents.keys()].filter((name) => name.startsWith(PREFIX)).map((name) => name.slice(PREFIX.length));
}

/** The document was checked when it was put. */
export function inventoryConfiguration({ documents }: Bucket, id: string): InventoryConfiguration | undefined {
  const document = documents.get(PREFIX + id);
  if (document === undefined) return undefined;
  const root = parseXml(document);
  const at = (...path: readonly string[]) =>
    path.reduce<typeof root | undefined>((one, name) => one && child(one, name), root);
  const text = (name: string, ...path: readonly string[]): string | undefined => {
    const holder = at(...path);
    return holder && childText(holder, name);
  };
  const target = ['Destination', 'S3BucketDestination'] as const;
  const fields = at('OptionalFields');
  const accountId = text('AccountId', ...target);
  const kmsKey = text('KeyId', ...target, 'Encryption', 'SSE-KMS');
  return {
    id,
    isEnabled: text('IsEnabled') === 'true',
    versions: text('IncludedObjectVersions') === 'All' ? 'All' : 'Current',
    frequency: text('Frequency', 'Schedule') === 'Weekly' ? 'Weekly' : 'Daily',
    prefix: text('Prefix', 'Filter') ?? '',
    optionalFields: fields === undefined ? [] : childrenNamed(fields, 'Field').map((field) => field.text),
    destinationBucket: (text('Bucket', ...target) ?? '').split(':').at(-1) ?? '',
    ...(accountId === undefined ? {} : { destinationAccountId: accountId }),
    destinationPrefix: text('Prefix', ...target) ?? '',
    format: (text('Format', ...target) ?? 'CSV') as InventoryConfiguration['format'],
    ...(kmsKey === undefined ? {} : { kmsKey }),
    sseS3: at(...target, 'Encryption', 'SSE-S3') !== undefined,
  };
}
