// Waits for rules that were made minutes ago, before a job is paid for that may find nothing.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-batch-replication-batch.html
import type { RunnerEvent } from '../../../events/events';
import { awaiting } from '../../../pacing/awaiting';
import type { Engine } from '../../../ports/engine';
import { isRunnerError } from '../../../ports/errors';
import { youngInWords, youngRules, type YoungRules } from '../../../replication/rule-age';
import { NOT_READABLE_NOW, readRules } from '../../../replication/read-rules';
import type { Target } from '../../../target/target';
import { duration } from '../../../text/figures';

/** Between two words about it. */
const PAUSE_MS = 25_000;

/** Undefined: they are old enough, or nobody can say how old they are. */
export async function youngRulesOf(
  target: Target,
  { aws, clock }: Engine,
  settleMs: number | undefined,
): Promise<YoungRules | undefined> {
  if (settleMs === 0) return undefined;
  try {
    const { roleArn = target.replicationRoleArn } = await readRules(target, aws.buckets, NOT_READABLE_NOW);
    return roleArn === undefined ? undefined : await youngRules(aws, roleArn, clock.now(), settleMs);
  } catch (error) {
    if (!isRunnerError(error) || error.kind === 'interrupted') throw error;
    return undefined;
  }
}

/**
 * @param deadlineMs milliseconds since 1970. @default - there is none
 * @returns whether the rules are old enough now
 */
export async function* awaitRules(
  young: YoungRules,
  engine: Engine,
  deadlineMs = Infinity,
): AsyncGenerator<RunnerEvent, boolean> {
  const settledMs = engine.clock.now() + young.settledMs - young.ageMs;
  yield* awaiting(engine, {
    look: () => Promise.resolve(undefined),
    detail: `${youngInWords(young, duration)}, and S3 may not act on them yet; the first job is created when they are ${duration(young.settledMs / 1000)} old`,
    untilMs: Math.min(settledMs, deadlineMs),
    pauseMs: PAUSE_MS,
  });
  return engine.clock.now() >= settledMs;
}
