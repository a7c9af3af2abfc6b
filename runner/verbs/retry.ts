// A new transfer for what has failed and can succeed. The report that comes first says what becomes of the rest.
import type { Ending, RunnerEvent, Telling } from '../events/events';
import { gravest, type Outcome } from '../events/exit-code';
import type { Retriable } from '../events/report-events';
import type { FailedVersions } from '../evidence/failed-versions';
import type { Failures, Method } from '../methods/method';
import type { Engine } from '../ports/engine';
import { RunnerError } from '../ports/errors';
import { leaving, tellRoutes, type Leaving } from '../routes/leaving';
import { flagsOfTarget } from '../target/flags-of-target';
import { withPrefix, type Target } from '../target/target';
import { counted } from '../text/figures';
import { visible } from '../text/safe-text';
import { handingOn } from './routing/hand-on';
import { runVerb } from './run';
import type { RunOptions } from './run-options';

export interface RetryOptions extends RunOptions {
  /** Take what needed a remedy too: it has been applied. @default false */
  readonly remedied: boolean;
}

/** What this retry does not take. */
function leftOver(
  { noun }: Method,
  failed: FailedVersions,
  taken: readonly Retriable[],
  routes: boolean,
): string | undefined {
  const handed = routes ? failed.routed('after-remedy') : 0;
  const remedy = taken.includes('after-remedy') ? 0 : failed.count('after-remedy') - handed;
  const unknown = taken.includes('unknown') ? 0 : failed.count('unknown');
  const never = failed.count('never') - (routes ? failed.routed('never') : 0);
  if (remedy + unknown + never === 0) return undefined;
  const parts = [
    ...(remedy === 0
      ? []
      : [
          `${counted(remedy, 'object version')} first need${remedy === 1 ? 's' : ''} the remedy above (then: --remedied)`,
        ]),
    ...(unknown === 0
      ? []
      : [`whether ${counted(unknown, 'object version')} can succeed is not known (to try: --remedied)`]),
    ...(never === 0 ? [] : [`for ${counted(never, 'object version')} a new ${noun} can do nothing`]),
  ];
  return parts.join('; ');
}

/** What no list of failures tells of, and what copies it. */
function endedEarly({ noun }: Method, { summary }: NonNullable<Failures['ended']>): string {
  return `more may be missing than what has failed, since the ${noun} itself ended so: ${summary}; the command that began it, run again, copies what is missing`;
}

/**
 * What copies all that is missing, of methods that know what they have copied: what has failed, and what was never begun.
 * A role that was not allowed to begin leaves the status of what it had, so that nothing narrower has all that failed.
 */
function wider(method: Method, target: Target, { command }: Engine): string {
  const { prefixes: [prefix] = [] } = target;
  const again = command('run', [], flagsOfTarget(target), prefix === undefined ? {} : { prefix });
  return method.selectsFailed === true
    ? `this copies it too, with all else${prefix === undefined ? '' : ` under '${visible(prefix)}'`} that was never replicated: ${again}`
    : 'run the same again: what is there already is not copied again';
}

/** Exactly the versions that are asked for. @throws RunnerError `usage` where they cannot be listed */
function selected(
  method: Method,
  target: Target,
  engine: Engine,
  failed: FailedVersions,
  taken: readonly Retriable[],
): Pick<RunOptions, 'choose'> {
  const lists = taken.map((retriable) => failed.versions(retriable));
  const versions = lists.flatMap((list) => list ?? []);
  const [lack] = method.lacks(target, true);
  if (lack !== undefined)
    throw new RunnerError(
      'usage',
      `what has failed is listed for a new ${method.noun}, which needs ${lack.what} (${lack.flag})`,
      [
        `${lack.flag}: ${lack.step}`,
        // Without a role or a report no new job is made in any way.
        ...(method.selectsFailed === true && method.lacks(target, false).length === 0
          ? [wider(method, target, engine)]
          : []),
      ].join('; '),
    );
  if (lists.includes(undefined))
    throw new RunnerError(
      'usage',
      'more has failed than is kept, or the report names no versions, so that it cannot be listed',
      wider(method, target, engine),
    );
  return { choose: () => Promise.resolve(versions) };
}

/** Something that is over already. */
async function* ended(ending: Leaving): AsyncGenerator<RunnerEvent, Leaving> {
  yield* [];
  return await Promise.resolve(ending);
}

/** What the service has given up is where it keeps it. Undefined: it keeps nothing. */
async function* redriving(
  transferId: string,
  method: Method,
  target: Target,
  engine: Engine,
  options: RetryOptions,
): AsyncGenerator<RunnerEvent, Leaving | undefined> {
  return method.redrive === undefined ? undefined : yield* method.redrive(transferId, target, engine, options);
}

/** Reads the report of a transfer, and runs a new one for what can succeed. */
export async function* retryVerb(
  transferId: string,
  method: Method,
  target: Target,
  engine: Engine,
  options: RetryOptions,
): Telling {
  const { prefix, failed, unlisted, ended: early } = yield* method.failures(transferId, engine, options);
  const taken: readonly Retriable[] = options.remedied ? ['now', 'after-remedy', 'unknown'] : ['now'];
  const mayRoute = method.proveHandedOn !== undefined;
  const groups = mayRoute ? failed.groups : [];
  const routes = options.routes === true && mayRoute;
  const left = leftOver(method, failed, taken, routes);
  const rest =
    unlisted === 0 ? undefined : `what became of ${counted(unlisted, 'object version')} the report does not tell`;
  const withLeft = (outcome: Outcome, summary: string): { readonly outcome: Outcome; readonly summary: string } => ({
    outcome: gravest([
      outcome,
      ...(left === undefined ? [] : ['some-failed' as const]),
      ...(rest === undefined && early === undefined ? [] : ['not-known' as const]),
    ]),
    summary: [summary, left, rest, early === undefined ? undefined : endedEarly(method, early)]
      .filter((part) => part !== undefined)
      .join('; '),
  });
  const count = taken.reduce((sum, retriable) => sum + failed.count(retriable), 0);
  yield* tellRoutes(groups, { routes }, () => engine.command('retry', [transferId], {}, { route: true }));
  if (count === 0 && routes && groups.length > 0) {
    const ending: Ending = { outcome: 'nothing-to-do', summary: `${method.noun} ${transferId}`, transferIds: [] };
    const chosen = groups.flatMap(({ versions = [] }) => versions);
    const handing = { method, target: withPrefix(target, prefix), engine, options, start: runVerb };
    const handed = yield* handingOn(ended(leaving(ending, groups)), { versions: 0 }, { chosen }, handing);
    return handed.outcome === 'interrupted' ? handed : { ...handed, ...withLeft(handed.outcome, handed.summary) };
  }
  if (count === 0) {
    const nothing = `nothing of ${method.noun} ${transferId} can be tried again as things are`;
    return { ...withLeft(early?.outcome ?? 'nothing-to-do', nothing), transferIds: [transferId] };
  }
  const redriven = yield* redriving(transferId, method, target, engine, options);
  if (redriven !== undefined) return redriven;
  const ending = yield* runVerb(method, withPrefix(target, prefix), engine, {
    ...options,
    left: groups,
    // That there is something, the report has said.
    alwaysCreate: true,
    ...selected(method, withPrefix(target, prefix), engine, failed, taken),
  });
  if (ending.outcome === 'interrupted') return ending;
  // That it has failed, the report has said: that it was not found again is no end of it.
  if (ending.outcome === 'nothing-found') {
    const lost = `${ending.summary}; whether what has failed is there is not known`;
    return { ...ending, ...withLeft('not-known', lost), next: engine.command('verify') };
  }
  return { ...ending, ...withLeft(ending.outcome, ending.summary) };
}
