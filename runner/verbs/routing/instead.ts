// What is done in place of a run that checks have refused, where another method needs less.
import type { CheckEvent } from '../../events/check-events';
import type { RunnerEvent, Telling } from '../../events/events';
import { METHODS } from '../../methods/registry';
import { isRunnerError } from '../../ports/errors';
import { COPYING_INSTEAD } from '../../routes/leaving';
import { ROUTES } from '../../routes/routes';
import { defined } from '../../text/defined';
import { destinationOf, type Handing } from './part';

/** Keeps what checks have found. */
export async function* seeing<Result>(
  telling: AsyncGenerator<RunnerEvent, Result>,
  seen: CheckEvent[],
): AsyncGenerator<RunnerEvent, Result> {
  for (;;) {
    const step = await telling.next();
    if (step.done === true) return step.value;
    if (step.value.kind === 'check') seen.push(step.value);
    yield step.value;
  }
}

/**
 * What is done in place of a run that checks have refused, or told of it.
 * @returns undefined: nothing
 */
export async function* instead(
  seen: readonly CheckEvent[],
  error: unknown,
  handing: Handing,
): AsyncGenerator<RunnerEvent, Telling | undefined> {
  const { method, target, engine, options, start } = handing;
  const isUnversioned = seen.some(({ check, answer }) => check === 'versioning' && answer === 'wrong');
  if (!isRunnerError(error, 'preflight') || !isUnversioned || !method.keeps.needs.includes('source-versioning'))
    return undefined;
  const route = ROUTES['no-versioning'];
  const copyTo = await destinationOf(handing);
  const { routes = false } = options;
  const selection = defined({ ...options.selection, statuses: undefined, latestOnly: undefined });
  const isStarted = routes && copyTo !== undefined;
  const known = copyTo === undefined ? {} : { 'destination-bucket': copyTo.bucket };
  yield {
    ...{ kind: 'route', cause: 'no-versioning', examples: [], method: route.method, detail: route.why('', '') },
    ...(isStarted ? { does: 'follows' } : { does: 'told', command: engine.command('run', [], known, COPYING_INSTEAD) }),
  };
  if (!isStarted) return undefined;
  const other = METHODS[route.method];
  // Nothing of the plan of the other method holds for this one.
  const own = defined({ ...options, selection, kept: undefined, handoffAsRead: undefined });
  return start(other, { ...target, copyTo }, other.paced?.(engine, own) ?? engine, own);
}
