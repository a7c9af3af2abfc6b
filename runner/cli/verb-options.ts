// From flags to the options of verbs that plan, run and watch.
import type { ConcludeOptions, WatchOptions } from '../methods/method';
import type { PlanOptions } from '../plan/plan';
import type { PrepareOptions } from '../plan/prepare';
import { RunnerError } from '../ports/errors';
import type { World } from '../ports/world';
import { defined } from '../text/defined';
import type { RunOptions } from '../verbs/run-options';
import type { WhenToVerify } from '../verify/verify-run';
import { copyOptions, isCopying } from './copies/copy-options';
import { restoresOf, routeToOf } from './copies/route-options';
import { booleanFlag, numberFlag, textFlag, type Given } from './flag-values';
import { selectionOf } from './selection-flags';

export const LONGEST_SECONDS = 366 * 24 * 3600;

/** @param kept what a plan says already. @default - the flags say it */
export function planOptions(given: Given, kept?: PlanOptions): PlanOptions & Pick<PrepareOptions, 'allowEmpty'> {
  const priority = numberFlag(given, 'priority', { least: 0, most: 2_147_483_647, whole: true });
  const tagged = booleanFlag(given, 'job-tags');
  const confirmInS3 = given['confirm-up-to'] !== undefined;
  const { selection = selectionOf(given), batchJob = { tagged, ...defined({ priority }) } } = kept ?? {};
  return {
    selection,
    batchJob: { ...batchJob, confirmInS3 },
    ...copyOptions(given, kept?.copies),
    allowEmpty: booleanFlag(given, 'allow-empty'),
    ...(booleanFlag(given, 'from-listing') ? { fromListing: true } : {}),
  };
}

export function checkOptions(given: Given): Pick<PrepareOptions, 'checks'> {
  return { checks: textFlag(given, 'checks') === 'basic' ? 'basic' : 'full' };
}

export function concludeOptions(given: Given): ConcludeOptions {
  return {
    failOnEmpty: booleanFlag(given, 'fail-on-empty'),
    reportWaitSeconds: numberFlag(given, 'report-wait-seconds', { least: 0, most: LONGEST_SECONDS }) ?? 300,
  };
}

/** Whether somebody is asked before anything is created. */
export function isAsked(given: Given, world: World): boolean {
  return !booleanFlag(given, 'yes') && world.ask !== undefined;
}

/** Rounds, and whether somebody is asked first. */
export function runOptions(
  given: Given,
  world: World,
): Pick<RunOptions, 'retries' | 'agree' | 'when' | 'ruleSettleMs' | 'routes' | 'routeTo' | 'restores'> {
  const routes = booleanFlag(given, 'route');
  if (routes && booleanFlag(given, 'detach'))
    throw new RunnerError(
      'usage',
      '--route and --detach do not go together: what other methods copy is known when the jobs are over',
      'leave out one of them',
    );
  const restores = restoresOf(given);
  const ruleWaitSeconds = numberFlag(given, 'rule-wait-seconds', { least: 0, most: 3600 });
  const retries = numberFlag(given, 'retries', { least: 0, most: 20, whole: true });
  const ask = isAsked(given, world) ? world.ask : undefined;
  return {
    when: textFlag(given, 'verify') as WhenToVerify,
    routes,
    ...routeToOf(given),
    ...defined({ retries, agree: ask, restores }),
    ...(ruleWaitSeconds === undefined ? {} : { ruleSettleMs: ruleWaitSeconds * 1000 }),
  };
}

/** A job is asked about, which costs requests; a copy tells of itself. */
function usualPollSeconds(given: Given, { stderr }: World): number {
  if (!isCopying(given)) return 30;
  return stderr.isTerminal ? 1 : 10;
}

export function watchOptions(given: Given, world: World): WatchOptions {
  const confirmUpTo = numberFlag(given, 'confirm-up-to', { least: 0, most: 20_000_000_000, whole: true });
  const timeoutSeconds = numberFlag(given, 'timeout', { least: 0, most: LONGEST_SECONDS });
  return {
    ...(booleanFlag(given, 'detach') ? { detach: true } : {}),
    ...defined({ confirmUpTo }),
    pollSeconds: numberFlag(given, 'poll-seconds', { least: 0.01, most: 3600 }) ?? usualPollSeconds(given, world),
    ...(timeoutSeconds === undefined ? {} : { deadlineMs: world.clock.now() + timeoutSeconds * 1000 }),
  };
}
