// Where in a bucket jobs read and write their files.
import type { Construct } from 'constructs';
import { objectsArn } from '../place/partition';
import { bucketNameRefusals } from '../refusals/aws-names';
import { folderRefusals } from '../refusals/prefixes';
import type { Refusal } from '../refusals/refusal';

/** A place in a bucket. */
export interface BucketLocation {
  /** Name of the bucket. */
  readonly bucketName: string;
  /** Keys begin with it; without a leading or trailing slash. @default '' - anywhere in the bucket */
  readonly prefix?: string;
}

/** ARN of all objects there. */
export function below(scope: Construct, { bucketName, prefix = '' }: BucketLocation): string {
  const folder = prefix.replace(/\/+$/, '');
  return objectsArn(scope, bucketName, folder === '' ? '' : `${folder}/`);
}

export function locationRefusals(prop: string, given: BucketLocation | undefined): readonly Refusal[] {
  if (given === undefined) return [];
  return [
    ...bucketNameRefusals(`${prop}.bucketName`, given.bucketName),
    ...folderRefusals(`${prop}.prefix`, given.prefix),
  ];
}
