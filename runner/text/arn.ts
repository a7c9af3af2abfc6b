// Amazon Resource Names, as far as the runner takes them apart or puts them together.

const PARTITIONS: readonly (readonly [regionPrefix: string, partition: string])[] = [
  ['cn-', 'aws-cn'],
  ['us-gov-', 'aws-us-gov'],
  ['us-iso-', 'aws-iso'],
  ['us-isob-', 'aws-iso-b'],
  ['us-isof-', 'aws-iso-f'],
  ['eu-isoe-', 'aws-iso-e'],
  ['eusc-', 'aws-eusc'],
];

/** Partition that a Region belongs to. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
export function partitionOf(region: string): string {
  return PARTITIONS.find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'aws';
}

export function bucketArn(bucket: string, region: string): string {
  return `arn:${partitionOf(region)}:s3:::${bucket}`;
}

/**
 * S3 as KMS knows it, when it asks for an object of a bucket in `region`.
 * https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
 */
export function viaS3(region: string): string {
  return `s3.${region}.amazonaws.com${partitionOf(region) === 'aws-cn' ? '.cn' : ''}`;
}

/** Value of `kms:ViaService` when SQS of that Region asks. */
export function viaSqs(region: string): string {
  return viaS3(region).replace(/^s3/, 'sqs');
}

/** Bucket name in a bucket's or an object's ARN; undefined when `text` is no such ARN. */
export function bucketInArn(text: string): string | undefined {
  return /^arn:[a-z0-9-]+:s3:::([^/]+)/.exec(text)?.[1];
}

/** Account and name in a role's ARN; undefined when `text` is no role ARN. */
export function roleInArn(text: string): { readonly accountId: string; readonly name: string } | undefined {
  const found = /^arn:[a-z0-9-]+:iam::(\d{12}):role\/(?:.*\/)?([\w+=,.@-]+)$/.exec(text);
  return found?.[1] === undefined || found[2] === undefined ? undefined : { accountId: found[1], name: found[2] };
}

/** Where a queue of SQS is, and how it is named. */
export interface QueueInArn {
  readonly region: string;
  readonly accountId: string;
  readonly name: string;
}

/** Undefined: it is the ARN of no queue. */
export function queueInArn(text: string): QueueInArn | undefined {
  const [, region, accountId, name] = /^arn:[a-z0-9-]+:sqs:([a-z0-9-]+):(\d{12}):([\w-]{1,80})$/.exec(text) ?? [];
  if (region === undefined || accountId === undefined || name === undefined) return undefined;
  return { region, accountId, name };
}

/** Undefined: it is the URL of no queue. */
export function queueInUrl(text: string): Omit<QueueInArn, 'region'> | undefined {
  const [, accountId, name] = /^https?:\/\/[^/\s]+\/(\d{12})\/([\w-]{1,80})$/.exec(text) ?? [];
  return accountId === undefined || name === undefined ? undefined : { accountId, name };
}

/** Whether `text` names a KMS key by its alias. */
export function isAliasArn(text: string): boolean {
  return /^arn:[a-z0-9-]+:kms:[^:]*:\d{12}:alias\//.test(text);
}
