import { bucketArn } from '../../text/arn';
import type { CheckContext } from '../asked/asked-once';
import { exampleNeeds } from './example-needs';
import { takenBy } from '../asked/intended-run';
import type { SampledVersion } from '../asked/sampled-versions';
import { counted } from '../../text/figures';
import { defined } from '../../text/defined';
import { judgeNeeds, type Instead, type Need } from './judge-permissions';
import type { Request } from '../asked/own-policies';
import { requestedRegion, roleContext, OF_S3_ITSELF } from '../asked/role-context';
import { probeKey } from '../asked/probe-key';
import { isUnderKms } from '../../replication/kms-objects';
import { encryptionOf } from '../../replication/surveyed-version';
import { unhidden } from '../../replication/hidden-rule';
import { prefixesOfRule, prefixesOfRules } from '../../replication/prefix-coverage';
import type { ReplicationRule } from '../../ports/s3/replication';
import { REPLICATION_SESSION } from '../../policy/role-session';
import type { Check } from '../check';
import {
  NOT_TO_BE_DENIED,
  REPLICATION_ROLE_NEEDS,
  type NeededOn,
  type NeededPermission,
} from '../../policy/role-needs';

/** Encrypted with a key that a customer brings (SSE-C). */
const CUSTOMER_KEY = 'SSE-C';

interface Place {
  readonly bucket: string;
  /** Beginning of the keys; absent: the bucket itself. */
  readonly prefix?: string;
  readonly context?: Request['context'];
}

/** How replicas may arrive: under SSE-S3, under KMS, or both. By what the run would take, if that is known of anything. */
async function encryptions(rule: ReplicationRule, { sample, run, rules }: CheckContext): Promise<readonly string[]> {
  const sampled = await sample();
  const enabled = await rules();
  const looked = 'value' in sampled ? sampled.value.versions : [];
  const taken = looked.filter((version) => takenBy(version, run, enabled).includes(rule));
  const seen = (taken.length > 0 ? taken : looked).flatMap(({ head }) => head?.encryption ?? []);
  const all = new Set(seen.map((encryption) => (encryption.startsWith('aws:kms') ? encryption : 'AES256')));
  const byCustomers = looked.some(({ customerKey }) => customerKey === true) ? [CUSTOMER_KEY] : [];
  if (!rule.kmsObjects) return ['AES256', ...byCustomers];
  return [...(all.size === 0 ? ['AES256', 'aws:kms'] : all), ...byCustomers];
}

/** What S3 says of how it encrypts when it writes. Under a customer's key it names no other way. */
async function encryptionInRequest(
  rule: ReplicationRule,
  encryption: string,
  { sample }: CheckContext,
): Promise<NonNullable<Place['context']>> {
  const name = 's3:x-amz-server-side-encryption';
  if (encryption === CUSTOMER_KEY)
    return { [name]: null, [`${name}-aws-kms-key-id`]: null, [`${name}-customer-algorithm`]: 'AES256' };
  const sampled = await sample();
  const isKnown = 'value' in sampled && sampled.value.versions.every((one) => one.customerKey ?? one.head);
  return {
    [name]: encryption,
    ...keyInRequest(rule, encryption),
    // Where nobody may look, an object may be under a customer's key.
    ...(isKnown ? { [`${name}-customer-algorithm`]: null } : {}),
  };
}

/** Which key S3 names when it writes. With the key that is related to the source's it is another one for each object: not known. */
function keyInRequest(
  { replicaKmsKeyArn, sourceMultiRegionKey }: ReplicationRule,
  encryption: string,
): NonNullable<Place['context']> {
  const name = 's3:x-amz-server-side-encryption-aws-kms-key-id';
  if (encryption === 'AES256') return { [name]: null };
  if (sourceMultiRegionKey === true) return {};
  return { [name]: replicaKmsKeyArn ?? null };
}

async function writing(
  rule: ReplicationRule,
  prefixes: readonly string[],
  context: CheckContext,
): Promise<readonly Place[]> {
  const kinds = await encryptions(rule, context);
  const requests = await Promise.all(kinds.map((encryption) => encryptionInRequest(rule, encryption, context)));
  return requests.flatMap((request) =>
    prefixes.map((prefix) => ({ bucket: rule.destinationBucket, prefix, context: request })),
  );
}

async function places(context: CheckContext, on: NeededOn, isMarker: boolean): Promise<readonly Place[]> {
  const { target, rules, isLocked } = context;
  const { bucket } = target.source;
  const enabled = await rules();
  const atSource = (): readonly Place[] =>
    prefixesOfRules(enabled, target.prefixes).map((prefix) => ({ bucket, prefix }));
  const atDestinations = async (concerned: readonly ReplicationRule[]): Promise<readonly Place[]> =>
    (
      await Promise.all(
        unhidden(concerned, enabled).map(async (rule) =>
          // That the bucket is missing is said by the check of the bucket itself.
          (await context.isGone(rule.destinationBucket))
            ? []
            : writing(rule, prefixesOfRule(rule, target.prefixes), context),
        ),
      )
    ).flat();
  switch (on) {
    case 'source bucket':
      return [{ bucket }];
    case 'source objects':
      return atSource();
    case 'source objects under a lock': {
      const locked = await isLocked(bucket);
      return 'value' in locked && locked.value ? atSource() : [];
    }
    case 'destination objects':
      return atDestinations(enabled.filter(({ deleteMarkers }) => !isMarker || deleteMarkers));
    case 'destination objects that change owner':
      return atDestinations(enabled.filter(({ ownerOverride }) => ownerOverride === true));
    default:
      return [];
  }
}

/** Why the role may do without: nothing that was looked at needs it. Undefined: something does, or that may not be looked at. */
async function doubtOf(
  onlyFor: Exclude<NonNullable<NeededPermission['onlyFor']>, 'annotations'>,
  { sample, run, rules }: CheckContext,
): Promise<string | undefined> {
  const sampled = await sample();
  if ('why' in sampled) return undefined;
  if (onlyFor === 'delete markers') {
    const { listed } = sampled.value;
    if (listed.length === 0 || listed.some(({ deleteMarker }) => deleteMarker)) return undefined;
    return `no delete marker is among the first ${counted(listed.length, 'version')}`;
  }
  const enabled = await rules();
  const taken = sampled.value.versions.filter((version) => takenBy(version, run, enabled).length > 0);
  const isUntagged = ({ tags }: SampledVersion): boolean => tags !== undefined && Object.keys(tags).length === 0;
  if (taken.length === 0 || !taken.every(isUntagged)) return undefined;
  return `none of ${counted(taken.length, 'object version')} looked at has a tag`;
}

/**
 * The action that is enough for objects that are not under SSE-KMS. None is, where no rule takes those; else what was looked at tells.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-config-for-kms-objects.html
 */
async function withoutKms(action: string, { sample, run, rules }: CheckContext): Promise<Instead | undefined> {
  const enabled = await rules();
  if (!enabled.some(({ kmsObjects }) => kmsObjects)) return { action };
  const enough = `${action}, which it has, is enough for objects that are not under SSE-KMS`;
  const sampled = await sample();
  if ('why' in sampled) return { action, doubt: `${enough}; whether any is: ${sampled.why}` };
  const { versions } = sampled.value;
  const taken = versions.filter((version) => takenBy(version, run, enabled).length > 0);
  const seen = taken.map(({ head }) => encryptionOf(head?.encryption ?? ''));
  if (seen.some(isUnderKms)) return undefined;
  const isKnown = seen.length > 0 && !seen.includes('UNKNOWN') && versions.every(({ head }) => head !== undefined);
  const which = isKnown
    ? `none of ${counted(seen.length, 'object version')} looked at is`
    : 'whether any is could not be seen';
  return { action, doubt: `${enough}, and ${which}` };
}

async function needsOf(permission: NeededPermission, context: CheckContext, roleArn: string): Promise<readonly Need[]> {
  const { action, on, code, orWithoutKms, onlyFor } = permission;
  const found = await places(context, on, onlyFor === 'delete markers');
  const doubt = onlyFor === undefined || onlyFor === 'annotations' ? undefined : await doubtOf(onlyFor, context);
  const instead = orWithoutKms === undefined ? undefined : await withoutKms(orWithoutKms, context);
  return Promise.all(
    found.map(async ({ bucket, prefix, context: more }) => {
      const arn = bucketArn(bucket, context.target.source.region);
      const accountId = await context.accountOf(bucket);
      return {
        action,
        resource: prefix === undefined ? arn : `${arn}/${probeKey(prefix)}`,
        pattern: prefix === undefined ? arn : `${arn}/${prefix}*`,
        context: {
          ...(await roleContext(roleArn, context)),
          ...OF_S3_ITSELF,
          'aws:ResourceAccount': accountId,
          's3:ResourceAccount': accountId,
          ...requestedRegion(await context.regionOf(bucket)),
          ...more,
        },
        without: `tasks would fail with ${code ?? 'AccessDenied'}`,
        ...defined({ instead, doubt }),
        resourcePolicy: {
          place: { policy: 'bucket', of: bucket },
          text: await context.bucketPolicy(bucket),
          accountId,
        },
      };
    }),
  );
}

/** What s3:ReplicateObject covers as long as nobody denies it. */
async function notToBeDenied(context: CheckContext, roleArn: string): Promise<readonly Need[]> {
  const locked = await context.isLocked(context.target.source.bucket);
  if (!('value' in locked) || !locked.value) return [];
  const needs = NOT_TO_BE_DENIED.map(({ action, code }) =>
    needsOf({ action, code, on: 'destination objects' }, context, roleArn),
  );
  return (await Promise.all(needs)).flat().map((need) => ({ ...need, unlessDenied: true }));
}

/** All that the role is asked for, whether it is there or not; keys aside. */
export async function needsOfReplicationRole(
  context: CheckContext,
  roleArn: string,
  wanted = REPLICATION_ROLE_NEEDS,
): Promise<readonly Need[]> {
  return (await Promise.all(wanted.map((need) => needsOf(need, context, roleArn)))).flat();
}

/** Whether an object has annotations neither a listing nor its headers tell: a role that may not read them is not wrong. */
const SEEN_TO_BE_NEEDED = REPLICATION_ROLE_NEEDS.filter(({ onlyFor }) => onlyFor !== 'annotations');

/** All that S3 does as the replication role, at the source and at every destination; keys have a check of their own. */
export const replicationRolePermissionsCheck: Check = {
  id: 'replication-role-permissions',
  title: 'replication role may read the source and write the replicas',
  async run(context) {
    const roleArn = await context.replicationRoleArn();
    if (roleArn === undefined || !(await context.mayExist(roleArn))) return [];
    const all = [
      ...(await needsOfReplicationRole(context, roleArn, SEEN_TO_BE_NEEDED)),
      ...(await notToBeDenied(context, roleArn)),
    ];
    const role = { title: 'replication role', own: context.own(roleArn), session: REPLICATION_SESSION };
    return judgeNeeds(all, role, {
      some: await exampleNeeds(all, context),
      each: (some) => exampleNeeds(some, context, true),
    });
  },
};
