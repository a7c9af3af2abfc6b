// The processes that run functions: kept for the next invocation, few at once, gone with the emulator.
import type { LambdaFunction } from '../world/serverless/lambda-function';
import type { World } from '../world/world';
import { ExecutionEnvironment } from './execution-environment';

/** Of all functions together; Lambda has 1,000 at once in an account, a machine has less. What is beyond waits. */
export const MOST_PROCESSES = 8;
/** Between two looks for a process that is free. */
const LOOK_AGAIN_MS = 10;
/** After which a process that nobody needs is ended, of the real time. */
const KEEP_IDLE_MS = 60_000;

/** Of each emulator; a process is no state that could be saved. */
const ENVIRONMENTS = new WeakMap<World, Set<ExecutionEnvironment>>();

function environmentsOf(world: World): Set<ExecutionEnvironment> {
  const known = ENVIRONMENTS.get(world);
  if (known !== undefined) return known;
  const environments = new Set<ExecutionEnvironment>();
  ENVIRONMENTS.set(world, environments);
  return environments;
}

/** How many invocations of the function are under way. */
export function runningCount(world: World, functionArn: string): number {
  return [...environmentsOf(world)].filter((one) => one.isBusy && one.functionArn === functionArn).length;
}

/** Processes of the function, busy or not. */
export function processCount(world: World, functionArn: string): number {
  return [...environmentsOf(world)].filter((one) => !one.isOver && one.functionArn === functionArn).length;
}

/** A process that can run the function now, marked as busy; waits until there may be one. */
export async function takeEnvironment(
  world: World,
  one: LambdaFunction,
  signal: AbortSignal,
): Promise<ExecutionEnvironment> {
  const environments = environmentsOf(world);
  for (;;) {
    const idle = [...environments].filter(({ isBusy, isOver }) => !isBusy && !isOver);
    const fit = idle.find((environment) => environment.fits(one));
    if (fit !== undefined) {
      fit.isBusy = true;
      return fit;
    }
    if (environments.size < MOST_PROCESSES) return startEnvironment(world, one);
    const [other] = idle;
    if (other === undefined) await world.clientClock.sleep(LOOK_AGAIN_MS, signal);
    else await other.close();
  }
}

function startEnvironment(world: World, one: LambdaFunction): ExecutionEnvironment {
  const environments = environmentsOf(world);
  const environment = new ExecutionEnvironment(world, one);
  environment.isBusy = true;
  environments.add(environment);
  world.background.watch(async (signal) => {
    const close = (): void => void environment.close();
    signal.addEventListener('abort', close, { once: true });
    if (signal.aborted) close();
    await environment.ended;
    signal.removeEventListener('abort', close);
    environments.delete(environment);
  });
  endWhenIdle(world, environment);
  return environment;
}

/** The invocation is over; the process waits for the next, for a while. */
export function releaseEnvironment({ clientClock }: World, environment: ExecutionEnvironment): void {
  environment.isBusy = false;
  environment.idleSinceMs = clientClock.now();
}

/** One watch for all of its life, however often it is used. */
function endWhenIdle(world: World, environment: ExecutionEnvironment): void {
  const over = new AbortController();
  void environment.ended.then(() => over.abort());
  world.background.watch(async (signal) => {
    const { clientClock } = world;
    while (!environment.isOver) {
      await clientClock.sleep(KEEP_IDLE_MS, AbortSignal.any([signal, over.signal])).catch(() => undefined);
      if (signal.aborted || over.signal.aborted) return;
      const isIdle = !environment.isBusy && clientClock.now() - environment.idleSinceMs >= KEEP_IDLE_MS;
      if (isIdle) await environment.close();
    }
  });
}

/** Ends the processes of a function that is no more, what they do included. */
export function closeEnvironments(world: World, functionArn: string): void {
  for (const environment of environmentsOf(world)) {
    if (environment.functionArn === functionArn) void environment.close();
  }
}
