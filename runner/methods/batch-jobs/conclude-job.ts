// What became of jobs that are over: the report decides, not the status.
import type { Conclusion, Reported } from './concluded';
import type { ConcludeOptions } from '../method';
import { DamagedReport } from './report/damaged-report';
import type { Engine, KnownFlags } from '../../ports/engine';
import { isRunnerError } from '../../ports/errors';
import type { RunnerEvent } from '../../events/events';
import { count, counted } from '../../text/figures';
import { kindOfView } from './job-kind';
import { isForeign } from './foreign-bucket';
import { flagsOfView, type InAccount } from './flags-of-job';
import { matchedNothing, phaseOf } from './jobs/job-phase';
import { reportIsLost } from './jobs/job-failures';
import { nothingOf } from './nothing-of-job';
import { reportedText, where } from './jobs-ending';
import { provesAll } from './report/evidence';
import { tellRoutes } from '../../routes/leaving';
import { emptyOutcome, outcomeOfNothing } from '../../survey/nothing-outcome';
import { readReport } from './report/read-report';
import type { ReadReport } from './report/tally-report';
import { defined } from '../../text/defined';
import { visible } from '../../text/safe-text';
import type { Watched } from './watch/watched-job';

/** Why a report tells nothing, and whether it may tell later. */
interface Silent {
  readonly why: string;
  readonly open: boolean;
}

/** What the report tells, or why it tells nothing. */
async function* consult(
  job: Watched,
  engine: Engine,
  { reportWaitSeconds: waitSeconds, keeper }: ConcludeOptions,
): AsyncGenerator<RunnerEvent, ReadReport | Silent> {
  const { jobId, view } = job;
  if (view.report === undefined) return { why: `job ${jobId} writes no completion report`, open: false };
  try {
    const read = yield* readReport(view, job.prefix, engine, waitSeconds, keeper);
    const late = `no completion report came within ${waitSeconds} s. It may come yet: ${engine.command('report', [jobId], reportFlags(engine))}`;
    if (read === undefined) return { why: late, open: true };
    yield read.found;
    return read;
  } catch (error) {
    if (!isRunnerError(error, 'denied', 'not-found') && !(error instanceof DamagedReport)) throw error;
    const foreign = isRunnerError(error, 'denied') && (await isForeign(view.report.bucket, engine));
    const why = foreign
      ? `the report bucket '${visible(view.report.bucket)}' does not belong to account ${engine.accountId}: what stands there proves nothing`
      : `the completion report cannot be read: ${error.message}`;
    return { why, open: isRunnerError(error, 'denied') };
  } finally {
    await keeper?.discard();
  }
}

/** What the report of a job tells; of one that tells nothing a note says why. */
async function* report(
  job: Watched,
  engine: Engine,
  options: ConcludeOptions,
): AsyncGenerator<RunnerEvent, ReadReport | Silent> {
  const read = yield* consult(job, engine, options);
  if ('why' in read) yield { kind: 'note', detail: read.why };
  return read;
}

/** Jobs are known in one account and Region only. */
function reportFlags(engine: Engine): KnownFlags {
  return { region: engine.aws.region, 'account-id': engine.accountId };
}

/** A report that could not be written may have lost its bucket since the job was created. */
async function* missingReportBucket({ view }: Watched, { aws }: Engine): AsyncGenerator<RunnerEvent, void> {
  if (view.report === undefined) return;
  const { bucket } = view.report;
  try {
    await aws.buckets.regionOf(bucket);
  } catch (error) {
    if (!isRunnerError(error, 'not-found')) return;
    const detail = `the report bucket '${visible(bucket)}' is not there: it was deleted after the job was created; make it again, or name another with --report-bucket`;
    yield { kind: 'note', detail };
  }
}

function doctorCommand({ view }: Watched, engine: InAccount): string {
  return engine.command('doctor', [], flagsOfView(view, engine));
}

function verifyCommand({ view }: Watched, engine: InAccount): string {
  return engine.command('verify', [], flagsOfView(view, engine));
}

function ofComplete(job: Watched, { found, failed: versions }: ReadReport, engine: InAccount): Conclusion {
  const { prefix, view } = job;
  const { succeeded, failed, unlisted, doubts } = found;
  const isProven = provesAll(found, found, view);
  const isMendable = versions.count('after-remedy') + versions.count('unknown') > 0;
  const finding = `${verifyCommand(job, engine)} finds out`;
  const more = [
    // What is not listed is said anyhow; here is what else does not add up.
    ...(isProven || unlisted + failed > 0 ? [] : doubts),
    ...(isMendable ? [whatDoctorSays(job, engine)] : []),
    ...(isProven || (failed > 0 && unlisted === 0) ? [] : [finding]),
  ].join('; ');
  const reported: Reported = {
    ...defined({ prefix }),
    done: kindOfView(view),
    replicated: succeeded,
    failed,
    ...(unlisted === 0 ? {} : { unlisted }),
    ...(more === '' ? {} : { more }),
  };
  const outcome = failed > 0 ? 'some-failed' : isProven ? 'done' : 'not-known';
  const next = isMendable ? doctorCommand(job, engine) : isProven ? undefined : verifyCommand(job, engine);
  return { outcome, summary: reportedText([reported]), reported, failed: versions, ...defined({ next }) };
}

/** What copies what failed, and other methods copy. */
function routeCommand({ jobId, view }: Watched, engine: InAccount): string {
  return engine.command('retry', [jobId], flagsOfView(view, engine), { route: true });
}

/** How to learn of everything that stands against a job, not only of what S3 has met first. */
function whatDoctorSays(job: Watched, engine: InAccount): string {
  return `what stands against a job, all of it: ${doctorCommand(job, engine)}`;
}

/** S3's counters are told, and decide nothing: a job whose objects have all been replicated can count them as failed. */
function ofUntold(job: Watched, { open }: Silent, engine: Engine): Conclusion {
  const { jobId, prefix, view } = job;
  const next = verifyCommand(job, engine);
  const { total, succeeded, failed } = view.counts;
  const { done, object } = kindOfView(view);
  return {
    outcome: 'not-known',
    summary:
      `job ${jobId} is Complete, and no completion report tells what became of ${counted(total, object)}${where(prefix)} ` +
      `(S3 counts ${count(succeeded)} ${done} and ${count(failed)} failed, which proves nothing); ${next} finds out`,
    next,
    open,
  };
}

function ofGone({ jobId, prefix, view }: Watched, engine: Engine): Conclusion {
  const seen = `it was ${view.status} when it was seen last`;
  return {
    outcome: 'not-known',
    summary: `what became of job ${jobId}${where(prefix)} is not known: S3 does not know it any more, and ${seen}; ${engine.command('verify', [], flagsOfView(view, engine))} finds out`,
  };
}

function ofStopped(job: Watched, outcome: 'failed' | 'cancelled', engine: InAccount): Conclusion {
  const reasons = job.view.reasons.map(({ code, text }) =>
    visible([code, text].filter((part) => part !== '').join(': ')),
  );
  const why = reasons.length === 0 ? '' : `: ${reasons.join('; ')}`;
  return outcome === 'failed'
    ? {
        outcome,
        summary: `job ${job.jobId}${where(job.prefix)} failed${why}; ${whatDoctorSays(job, engine)}`,
        next: doctorCommand(job, engine),
      }
    : { outcome, summary: `job ${job.jobId}${where(job.prefix)} was cancelled${why}` };
}

/** What a report comes to that was read. */
export function* concludeRead(
  job: Watched,
  read: ReadReport,
  engine: InAccount,
  options: ConcludeOptions,
): Generator<RunnerEvent, Conclusion> {
  const phase = phaseOf(job.view.status);
  if (phase !== 'ended') return ofStopped(job, phase === 'cancelled' ? 'cancelled' : 'failed', engine);
  yield* tellRoutes(read.failed.groups, options, () => routeCommand(job, engine), kindOfView(job.view).object);
  return ofComplete(job, read, engine);
}

/** Tells what became of a job that is over. */
export async function* conclude(
  job: Watched,
  engine: Engine,
  options: ConcludeOptions,
): AsyncGenerator<RunnerEvent, Conclusion> {
  const { view } = job;
  if (job.gone === true) return ofGone(job, engine);
  if (matchedNothing(view)) {
    const nothing = await nothingOf(job, engine);
    yield nothing;
    return {
      outcome: emptyOutcome(options),
      uncompared: outcomeOfNothing(nothing, options),
      summary: nothing.explanation,
      nothing: nothing.reason,
    };
  }
  const phase = phaseOf(view.status);
  if (phase === 'ended') {
    const read = yield* report(job, engine, options);
    return 'why' in read ? ofUntold(job, read, engine) : yield* concludeRead(job, read, engine, options);
  }
  // A report is only written when a task was invoked.
  const invoked = view.counts.succeeded + view.counts.failed > 0;
  if (reportIsLost(view.reasons)) yield* missingReportBucket(job, engine);
  else if (invoked) yield* report(job, engine, options);
  return ofStopped(job, phase === 'cancelled' ? 'cancelled' : 'failed', engine);
}
