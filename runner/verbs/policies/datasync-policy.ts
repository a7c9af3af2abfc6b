// Prints what somebody has to make in IAM so that a task of DataSync can copy: its three roles, and the policy of whoever starts it.
import type { Telling } from '../../events/events';
import type { PolicyEvent } from '../../events/policy-events';
import { syncTask } from '../../checks/asked/sync-task';
import type { PolicyLanguage } from '../../patches/role-text';
import {
  destinationRolePolicy,
  reportRolePolicy,
  sourceRolePolicy,
  syncCallerPolicy,
  syncTrust,
  type SyncGrant,
} from '../../policy/datasync/sync-policies';
import type { Engine } from '../../ports/engine';
import { RunnerError } from '../../ports/errors';
import type { Target } from '../../target/target';
import { partitionOf, roleInArn } from '../../text/arn';
import { defined } from '../../text/defined';
import { shownJson } from '../../text/safe-text';
import { keysOf, type OwnedPolicy, toldPolicy } from './tell-policies';

const OWNERS = ['datasync-source-role', 'datasync-destination-role', 'datasync-report-role', 'caller'] as const;

type DataSyncPolicyOwner = (typeof OWNERS)[number] & PolicyEvent['of'];

export interface DataSyncPolicyOptions {
  /** @default - all of them */
  readonly of?: DataSyncPolicyOwner;
  readonly language: PolicyLanguage;
}

const CALLER = 's3-backfill-datasync';
const LONGEST_ROLE_NAME = 64;

/** @throws RunnerError `usage` when a task has nothing of that name */
export function dataSyncPolicyOwner(word: unknown): DataSyncPolicyOwner | undefined {
  if (word === undefined) return undefined;
  const known = OWNERS.find((owner) => owner === word);
  if (known !== undefined) return known;
  throw new RunnerError('usage', `policy --for datasync: got ${shownJson(word)}; ${OWNERS.join(', ')} is allowed`);
}

/** As they are where a task is there; else of names that may be given to them. */
async function rolesOf({ dataSync, source }: Target, { aws }: Engine): Promise<SyncGrant['roleArns']> {
  if (dataSync !== undefined) {
    const { source: from, destination, order } = await syncTask(dataSync.taskArn, aws);
    const report = order.report?.roleArn ?? dataSync.reportRoleArn ?? from.roleArn;
    return { source: from.roleArn, destination: destination.roleArn, report };
  }
  const named = (side: string): string =>
    `arn:${partitionOf(source.region)}:iam::${source.accountId}:role/${`s3-backfill-datasync-${side}-${source.bucket}`.slice(0, LONGEST_ROLE_NAME)}`;
  return { source: named('source'), destination: named('destination'), report: named('report') };
}

/** @throws RunnerError `usage` when the target does not say where to, or where reports go */
function placesOf({
  batchJob,
  copyTo,
  prefixes,
}: Target): Pick<SyncGrant, 'prefix' | 'destination' | 'report' | 'manifest'> {
  const { report, manifest } = batchJob;
  const flag = copyTo === undefined ? '--destination-bucket' : report === undefined ? '--report-bucket' : undefined;
  if (flag !== undefined || copyTo === undefined || report === undefined)
    throw new RunnerError(
      'usage',
      `policy --for datasync: neither a handoff nor a flag says ${flag ?? ''}`,
      'name the bucket to copy to and that of the reports; --manifest-bucket where lists of keys are written',
    );
  const [prefix = ''] = prefixes ?? [];
  const destination = { bucket: copyTo.bucket, prefix: copyTo.prefix ?? prefix };
  return { prefix, destination, report, ...defined({ manifest }) };
}

const nameIn = (arn: string): string => roleInArn(arn)?.name ?? arn;

/** Tells the policies. Sends nothing that changes anything. */
export async function* dataSyncPolicyVerb(
  target: Target,
  engine: Engine,
  { of, language }: DataSyncPolicyOptions,
): Telling {
  const places = placesOf(target);
  const roleArns = await rolesOf(target, engine);
  const keys = defined({
    source: (yield* keysOf(target.source.bucket, engine))[0],
    destination: (yield* keysOf(places.destination.bucket, engine))[0],
  });
  const taskArn = target.dataSync?.taskArn;
  const grant: SyncGrant = { ...places, source: target.source, roleArns, keys, ...defined({ taskArn }) };
  const trust = syncTrust(grant);
  const policies: readonly OwnedPolicy[] = [
    { of: 'datasync-source-role', name: nameIn(roleArns.source), trust, policy: sourceRolePolicy(grant) },
    {
      of: 'datasync-destination-role',
      name: nameIn(roleArns.destination),
      trust,
      policy: destinationRolePolicy(grant),
    },
    { of: 'datasync-report-role', name: nameIn(roleArns.report), trust, policy: reportRolePolicy(grant) },
    { of: 'caller', name: CALLER, policy: syncCallerPolicy(grant) },
  ];
  for (const one of policies) if (of === undefined || of === one.of) yield toldPolicy(one, language);
  return {
    outcome: 'done',
    summary:
      'nothing was sent; the construct DataSyncCopy makes these roles; keys of KMS are granted as far as the buckets name them: objects under others need them too',
    transferIds: [],
  };
}
