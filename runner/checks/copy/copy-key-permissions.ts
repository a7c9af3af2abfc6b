import type { CopyPermission } from '../../policy/copy/copy-permission';
import { COPY_PERMISSIONS } from '../../policy/copy/copy-permissions';
import { bucketArn, isAliasArn, viaS3 } from '../../text/arn';
import { defined } from '../../text/defined';
import type { CheckContext } from '../asked/asked-once';
import { copyKeysInUse } from '../asked/copy-keys-in-use';
import { copierOf, copySides, type Copier } from '../asked/copy-sides';
import type { KeyUse } from '../asked/keys-in-use';
import { probeKey } from '../asked/probe-key';
import { encryptionContext, keyPolicy } from '../keys/kms-permissions';
import { judgeNeeds, type Need } from '../roles/judge-permissions';
import { couldNotCheck, type Check } from '../check';
import { copierContext } from './copy-permissions';

const ON: Readonly<Record<KeyUse['side'], CopyPermission['on']>> = {
  source: 'source key',
  replica: 'destination key',
};

async function needsOf(use: KeyUse, copier: Copier, context: CheckContext): Promise<readonly Need[]> {
  const { arn, bucket, region, prefix, bucketKey, side } = use;
  const key = await context.key(arn);
  // That the key is missing is said by the check of the keys.
  if ('value' in key && key.value === undefined) return [];
  const ofBucket = bucketArn(bucket, region);
  const { patterns, words } = encryptionContext(use);
  return COPY_PERMISSIONS.filter(({ on }) => on === ON[side]).map(({ action, doubt }) => ({
    action,
    resource: arn,
    pattern: arn,
    context: {
      ...copierContext(copier),
      'aws:ResourceAccount': arn.split(':')[4] ?? '',
      'kms:CallerAccount': copier.accountId,
      'kms:ViaService': viaS3(region),
      ...(bucketKey === 'unknown'
        ? {}
        : { 'kms:EncryptionContext:aws:s3:arn': bucketKey ? ofBucket : `${ofBucket}/${probeKey(prefix)}` }),
      'kms:GrantIsForAWSResource': null,
    },
    condition: {
      StringEquals: { 'kms:ViaService': viaS3(region) },
      StringLike: { 'kms:EncryptionContext:aws:s3:arn': patterns },
    },
    without: `KMS would be asked through ${viaS3(region)} with the encryption context ${words}, and copies would fail with AccessDenied`,
    ...defined({ doubt: bucketKey === false ? doubt : undefined }),
    resourcePolicy: keyPolicy(use, key, copier.arn),
  }));
}

/** S3 asks KMS in the name of whoever copies. */
export const copyKeyPermissionsCheck: Check = {
  id: 'copy-key-permissions',
  title: 'whoever copies may use the KMS keys of both buckets',
  async run(context) {
    if (copySides(context) === undefined) return [];
    const uses = (await copyKeysInUse(context)).filter(({ arn }) => !isAliasArn(arn));
    if (uses.length === 0) return [];
    const copier = await copierOf(context);
    if ('why' in copier) return [couldNotCheck(copier.why)];
    const needs = await Promise.all(uses.map((use) => needsOf(use, copier, context)));
    return judgeNeeds(needs.flat(), { title: 'copier', isCaller: true, ...copier });
  },
};
