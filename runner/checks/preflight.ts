// Asks everything that can be asked before something is sent.
import type { Target } from '../target/target';
import { accountCheck } from './account';
import { bucketKindsCheck } from './bucket-kinds';
import { couldNotCheck, type Check, type CheckContext, type Finding } from './check';
import { destinationBucketCheck } from './destination-bucket';
import { jobRoleCheck } from './job-role';
import { prefixCheck } from './prefix';
import { replicationConfigurationCheck } from './replication-configuration';
import { reportBucketCheck } from './report-bucket';
import { ruleCoverageCheck } from './rule-coverage';
import { sourceBucketCheck } from './source-bucket';
import { versioningCheck } from './versioning';
import { RunnerError, isRunnerError } from '../ports/errors';
import type { CheckEvent } from '../events/check-events';
import type { Aws } from '../ports/aws';
import type { Replication } from '../ports/replication';

/** The account first: with wrong credentials nothing else can be asked. */
export const CHECKS: readonly Check[] = [
  prefixCheck,
  bucketKindsCheck,
  sourceBucketCheck,
  destinationBucketCheck,
  versioningCheck,
  replicationConfigurationCheck,
  ruleCoverageCheck,
  jobRoleCheck,
  reportBucketCheck,
];

function told<Context>(check: Check<Context>, findings: readonly Finding[]): readonly CheckEvent[] {
  return findings.map((finding) => ({ kind: 'check', check: check.id, title: check.title, ...finding }));
}

function contextOf(target: Target, aws: Aws): CheckContext {
  let asked: Promise<Replication | undefined> | undefined;
  return { target, aws, replication: () => (asked ??= aws.buckets.replication(target.source.bucket)) };
}

/** A single bucket that S3 cannot answer for now must not hide what the other checks find. */
async function findings<Context>(check: Check<Context>, context: Context): Promise<readonly Finding[]> {
  try {
    return await check.run(context);
  } catch (error) {
    if (isRunnerError(error, 'refused', 'unavailable', 'throttled', 'denied')) return [couldNotCheck(error.message)];
    throw error;
  }
}

/** What one check finds. */
export async function tellCheck<Context>(check: Check<Context>, context: Context): Promise<readonly CheckEvent[]> {
  return told(check, await findings(check, context));
}

/** Tells what every check finds, and returns all of it. */
export async function* preflightFindings(
  target: Target,
  aws: Aws,
  asked: readonly Check[] = CHECKS,
): AsyncGenerator<CheckEvent, { readonly context: CheckContext; readonly findings: readonly CheckEvent[] }> {
  const context = contextOf(target, aws);
  const account = told(accountCheck, await accountCheck.run(context));
  yield* account;
  const credentialsFault = account.some(({ answer }) => answer === 'wrong');
  // Nothing can be asked with credentials that AWS does not know; with those of another account answers would mislead.
  const checks = credentialsFault ? [prefixCheck] : asked;
  const all = await Promise.all(checks.map((check) => tellCheck(check, context)));
  yield* all.flat();
  return { context, findings: [...account, ...all.flat()] };
}

/**
 * What a run ends with when a check said no; undefined when none did.
 * @param sent what was sent until then
 */
export function refusal(found: readonly CheckEvent[], sent = 'nothing was sent'): RunnerError | undefined {
  const wrong = found.filter(({ answer }) => answer === 'wrong');
  const [first] = wrong;
  if (first === undefined) return undefined;
  return new RunnerError(
    'preflight',
    `${sent}: ${wrong.length === 1 ? first.detail : `${wrong.length} checks said no`}`,
    wrong.length === 1 ? first.fix : 'the fix stands under each of them',
  );
}

/**
 * Tells what every check finds.
 * @throws RunnerError `preflight` after all were told, when one said no
 */
export async function* preflight(
  target: Target,
  aws: Aws,
  checks: readonly Check[] = CHECKS,
): AsyncGenerator<CheckEvent, void> {
  const { findings: all } = yield* preflightFindings(target, aws, checks);
  const no = refusal(all);
  if (no !== undefined) throw no;
}
