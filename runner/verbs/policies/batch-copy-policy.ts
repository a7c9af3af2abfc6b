// Prints what somebody has to make in IAM so that jobs of S3 Batch Operations can copy: their role, and the policy of whoever runs them.
import type { Telling } from '../../events/events';
import type { PolicyEvent } from '../../events/policy-events';
import type { PolicyLanguage } from '../../patches/role-text';
import { batchCopyCallerPolicy, copyRolePolicy, type BatchCopyGrant } from '../../policy/copy/batch-copy-policy';
import { trustOf } from '../../policy/policy-document';
import { JOB_SERVICE } from '../../policy/role-policies';
import type { Engine } from '../../ports/engine';
import { RunnerError } from '../../ports/errors';
import type { Target } from '../../target/target';
import { partitionOf, roleInArn } from '../../text/arn';
import { defined } from '../../text/defined';
import { shownJson } from '../../text/safe-text';
import { keysOf, type OwnedPolicy, toldPolicy } from './tell-policies';

const OWNERS = ['copy-role', 'caller'] as const;

type BatchCopyPolicyOwner = (typeof OWNERS)[number] & PolicyEvent['of'];

export interface BatchCopyPolicyOptions {
  /** @default - both */
  readonly of?: BatchCopyPolicyOwner;
  readonly language: PolicyLanguage;
}

const CALLER = 's3-backfill-batch-copy';
const LONGEST_ROLE_NAME = 64;

/** @throws RunnerError `usage` when such jobs have nothing of that name */
export function batchCopyPolicyOwner(word: unknown): BatchCopyPolicyOwner | undefined {
  if (word === undefined) return undefined;
  const known = OWNERS.find((owner) => owner === word);
  if (known !== undefined) return known;
  throw new RunnerError('usage', `policy --for batch-copy: got ${shownJson(word)}; ${OWNERS.join(', ')} is allowed`);
}

/** @throws RunnerError `usage` when the target does not say where to, or where reports go */
function grantOf({ source, batchJob, copyTo, prefixes }: Target, roleName: string): BatchCopyGrant {
  const { report, manifest, region = source.region } = batchJob;
  const flag = copyTo === undefined ? '--destination-bucket' : report === undefined ? '--report-bucket' : undefined;
  if (flag !== undefined || copyTo === undefined || report === undefined)
    throw new RunnerError(
      'usage',
      `policy --for batch-copy: neither a handoff nor a flag says ${flag ?? ''}`,
      'name the bucket to copy to and that of the reports; --manifest-bucket where the program writes the lists',
    );
  const { before = '', prefix } = copyTo;
  return {
    source,
    region,
    destinationBucket: copyTo.bucket,
    destinationPrefixes: (prefixes ?? ['']).map((own) => prefix ?? before + own),
    report,
    copyRoleArn: batchJob.batchCopyRoleArn ?? `arn:${partitionOf(region)}:iam::${source.accountId}:role/${roleName}`,
    ...defined({ prefixes, manifest }),
  };
}

/** Tells the policies. Sends nothing that changes anything. */
export async function* batchCopyPolicyVerb(
  target: Target,
  engine: Engine,
  { of, language }: BatchCopyPolicyOptions,
): Telling {
  const known = target.batchJob.batchCopyRoleArn;
  const roleName =
    (known === undefined ? undefined : roleInArn(known)?.name) ??
    `s3-backfill-copy-${target.source.bucket}`.slice(0, LONGEST_ROLE_NAME);
  const named = grantOf(target, roleName);
  const keys = defined({
    source: (yield* keysOf(named.source.bucket, engine))[0],
    destination: (yield* keysOf(named.destinationBucket, engine))[0],
  });
  const grant = { ...named, keys };
  const trust = trustOf(JOB_SERVICE);
  const policies: readonly OwnedPolicy[] = [
    { of: 'copy-role', name: roleName, trust, policy: copyRolePolicy(grant) },
    { of: 'caller', name: CALLER, policy: batchCopyCallerPolicy(grant) },
  ];
  for (const one of policies) if (of === undefined || of === one.of) yield toldPolicy(one, language);
  return {
    outcome: 'done',
    summary:
      'nothing was sent; the role goes into --role-arn; keys of KMS are granted as far as the buckets name them: objects under others need them too',
    transferIds: [],
  };
}
