// What there is, waiting until nothing goes on, and the way back to the beginning.
import * as z from 'zod';
import type { Bucket } from '../world/bucket';
import type { World } from '../world/world';
import type { ControlledEmulator, Routes } from './route';

const idleRequest = z.strictObject({
  /** How long it waits at most. */
  timeoutMs: z.number().min(0).max(3_600_000).default(60_000),
});

export function stateRoutes({ world, reset }: ControlledEmulator): Routes {
  return {
    'GET state': () => stateOf(world),
    'POST idle': async (body) => {
      const { timeoutMs } = idleRequest.parse(body);
      const isIdle = await isIdleWithin(world, timeoutMs);
      return { idle: isIdle, background: world.background.size };
    },
    'POST reset': async () => {
      await reset();
      return stateOf(world);
    },
  };
}

async function isIdleWithin(world: World, timeoutMs: number): Promise<boolean> {
  const waited = new AbortController();
  const idle = world.background.idle().then(() => true);
  const timeout = world.clientClock.sleep(timeoutMs, AbortSignal.any([world.closing, waited.signal])).then(
    () => false,
    () => false,
  );
  const isIdle = await Promise.race([idle, timeout]);
  waited.abort();
  return isIdle;
}

function stateOf(world: World): unknown {
  const jobs: Record<string, number> = {};
  for (const { status } of world.jobs.values()) jobs[status] = (jobs[status] ?? 0) + 1;
  return {
    now: new Date(world.clock.now()).toISOString(),
    background: world.background.size,
    counts: countsOf(world),
    buckets: Object.fromEntries([...world.buckets].map(([name, bucket]) => [name, bucketState(bucket)])),
    jobs,
    executions: Object.fromEntries(
      [...world.syncExecutions].map(([arn, { status, logs }]) => [
        arn,
        { status, ...(logs === undefined ? {} : { logs }) },
      ]),
    ),
  };
}

/** Of everything that the world keeps by name: buckets, roles, jobs, … */
function countsOf(world: World): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const [name, part] of Object.entries(world)) {
    if (part instanceof Map) counts[name] = part.size;
  }
  return counts;
}

function bucketState({ accountId, region, versioning, versions, uploads }: Bucket): unknown {
  return { accountId, region, versioning: versioning ?? 'Unversioned', versions: versions.size, uploads: uploads.size };
}
