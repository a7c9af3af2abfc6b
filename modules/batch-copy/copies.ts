// What copies without rules need, alone and beside a replication: their role, what other accounts have to allow, what the handoff says.
import type { Construct } from 'constructs';
import type { HandoffCopy } from '../handoff';
import type { Copies } from '../outputs/destination-policies';
import {
  accountIdRefusals,
  bucketNameRefusals,
  keyRegionOf,
  kmsKeyArnRefusals,
  regionRefusals,
} from '../refusals/aws-names';
import { folderRefusals } from '../refusals/prefixes';
import { listRefusals, type Refusal } from '../refusals/refusal';
import { BatchCopyRole, type BatchCopyRoleProps } from '../roles/batch-copy-role';
import { roleRefusals } from '../roles/role';
import { given } from '../values/given';
import { isKnown } from '../values/known';
import type { BatchCopyOptions } from './props';

type OfTheSource = Pick<
  BatchCopyRoleProps,
  'sourceBucketName' | 'sourceKmsKeyArns' | 'sourceBucketKeys' | 'report' | 'manifest'
>;

export function addCopyRole(scope: Construct, source: OfTheSource, options: BatchCopyOptions): BatchCopyRole {
  const { destinationKmsKeyArns, destinationBucketKeys, destinationPrefix: prefix } = options;
  return new BatchCopyRole(scope, 'batch-copy-role', {
    ...options.role,
    ...source,
    destination: { bucketName: options.destinationBucketName, ...given({ prefix }) },
    ...given({ destinationKmsKeyArns, destinationBucketKeys }),
  });
}

export function copiesBy(roleArn: string, options: BatchCopyOptions): Copies {
  const { destinationPrefix: prefix, destinationAccountId: accountId } = options;
  return {
    roleArn,
    bucketName: options.destinationBucketName,
    kmsKeyArns: options.destinationKmsKeyArns ?? [],
    bucketKeys: options.destinationBucketKeys ?? 'some',
    ...given({ prefix, accountId }),
  };
}

export function copyInHandoff(options: BatchCopyOptions): HandoffCopy {
  const { destinationPrefix, destinationRegion: region, destinationAccountId: accountId } = options;
  const prefix = destinationPrefix?.replace(/\/+$/, '');
  return {
    bucket: options.destinationBucketName,
    ...given({ prefix: prefix === '' ? undefined : prefix, region, accountId }),
  };
}

/** @param at - path of the options, with a dot at its end if it is not empty */
export function batchCopyRefusals(at: string, options: BatchCopyOptions): readonly Refusal[] {
  const { destinationRegion: region, destinationKmsKeyArns: keys = [] } = options;
  const elsewhere = keys.flatMap((arn, index) => {
    const keyRegion = keyRegionOf(arn);
    if (region === undefined || !isKnown(region) || keyRegion === undefined || keyRegion === region) return [];
    const allowed = `the key is in ${keyRegion}, and S3 uses keys of the destination's Region ${region} only`;
    return [{ prop: `${at}destinationKmsKeyArns[${index}]`, given: arn, allowed }];
  });
  return [
    ...bucketNameRefusals(`${at}destinationBucketName`, options.destinationBucketName),
    ...folderRefusals(`${at}destinationPrefix`, options.destinationPrefix),
    ...regionRefusals(`${at}destinationRegion`, region),
    ...accountIdRefusals(`${at}destinationAccountId`, options.destinationAccountId),
    ...listRefusals(`${at}destinationKmsKeyArns`, keys, kmsKeyArnRefusals),
    ...elsewhere,
    ...roleRefusals(`${at}role`, options.role),
  ];
}
