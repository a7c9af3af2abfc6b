import { commands } from '../../patches/commands';
import { plainEncryptionPatch } from '../../patches/bucket-patches';
import { isAliasArn } from '../../text/arn';
import type { CheckContext } from '../asked/asked-once';
import { copierOf, copySides, ownerOf, type Copier } from '../asked/copy-sides';
import { copyKeysInUse } from '../asked/copy-keys-in-use';
import type { KeyUse } from '../asked/keys-in-use';
import { whereIs } from '../asked/where-is';
import { couldNotCheck, ok, wrong, type Check, type Finding } from '../check';
import { faultOfState, isFitForS3 } from '../keys/key-state';
import { visible } from '../../text/safe-text';

const SIDE: Readonly<Record<KeyUse['side'], string>> = { source: 'source', replica: 'destination' };

/** Whether copies are to be encrypted in another way than the destination bucket does by itself. */
function isAskedFor({ run: { copyEncryption: asked } }: CheckContext): boolean {
  return asked !== undefined && (asked.algorithm === 'AES256' || asked.kmsKeyArn !== undefined);
}

async function look({ arn, side, bucket, region }: KeyUse, context: CheckContext): Promise<Finding> {
  const isNamed = side === 'replica' && isAskedFor(context);
  const what = isNamed
    ? `the key ${arn} of --destination-kms-key`
    : `the key ${arn} of the ${SIDE[side]} bucket '${bucket}'`;
  if (isAliasArn(arn))
    return couldNotCheck(
      `${what} is an alias, which S3 looks up in the account of whoever copies: name the key itself by its ARN`,
    );
  const found = await context.key(arn);
  if ('why' in found) return couldNotCheck(`${what}: ${found.why} (looking needs kms:DescribeKey)`);
  if (found.value === undefined && isNamed)
    return wrong(
      `${what} is not there: no copy can be written with it`,
      'name a key that exists, in the Region of the destination bucket',
      commands(['aws', 'kms', 'list-keys', '--region', region]),
    );
  if (found.value === undefined)
    return wrong(
      `${what} is not there: ${side === 'source' ? 'objects under it can be read by nobody' : 'nothing can be written there'}`,
      side === 'source' ? 'leave these objects out' : 'let the bucket encrypt by a key that exists',
      commands(['aws', 's3api', 'get-bucket-encryption', '--bucket', bucket]),
    );
  const { state, spec } = found.value;
  if (spec !== undefined && !isFitForS3(spec))
    return wrong(
      `${what} is of ${visible(spec)}, and S3 encrypts with symmetric keys (SYMMETRIC_DEFAULT) alone: no copy can be written with it`,
      'name a symmetric key, in the Region of the bucket',
      commands(['aws', 'kms', 'list-keys', '--region', region]),
    );
  const fault = faultOfState(arn, state);
  if (fault === undefined) return ok(`${what} is ${state}`);
  const code = state === 'Disabled' ? 'DisabledException' : 'KMSInvalidStateException';
  return wrong(`${what} is ${fault.is}: copies would fail with KMS.${code}`, fault.fix, fault.patch);
}

/** The key that AWS keeps for S3 in each account lets nobody of another account in. */
async function managedKeys(context: CheckContext, copier: Pick<Copier, 'accountId'>): Promise<readonly Finding[]> {
  const sides = copySides(context);
  if (sides === undefined || isAskedFor(context)) return [];
  const { bucket } = sides.destination;
  const read = await context.encryption(bucket);
  const byDefault = 'value' in read ? read.value : undefined;
  if (byDefault?.algorithm.startsWith('aws:kms') !== true || byDefault.kmsKeyArn !== undefined) return [];
  if ((await ownerOf(bucket, copier, context)) === copier.accountId) return [];
  return [
    wrong(
      `the destination bucket '${bucket}' encrypts by the key aws/s3 of its account, which nobody of account ${copier.accountId} may use: every copy would fail with AccessDenied`,
      'let the bucket encrypt by a key of its own that lets the copier in, or by keys of S3',
      plainEncryptionPatch(bucket, await whereIs(bucket, context)),
    ),
  ];
}

/** The role of a job that copies, or whoever sends the requests. */
async function whoCopies(context: CheckContext): Promise<Pick<Copier, 'accountId'> | { readonly why: string }> {
  if (context.run.copyJobs === undefined) return copierOf(context);
  const { roleArn } = context.target.batchJob;
  return roleArn === undefined ? { why: 'no role is named' } : { accountId: roleArn.split(':')[4] ?? '' };
}

export const copyKeysCheck: Check = {
  id: 'copy-keys',
  title: 'the KMS keys of both buckets are there and enabled',
  async run(context) {
    const uses = await copyKeysInUse(context);
    const copier = await whoCopies(context);
    const findings = await Promise.all(uses.map((use) => look(use, context)));
    const all = [...findings, ...('why' in copier ? [] : await managedKeys(context, copier))];
    return [...new Map(all.map((finding) => [finding.detail, finding])).values()];
  },
};
