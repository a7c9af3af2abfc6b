// One emulator for the tests of a file: the runner as it is shipped, started as people start it, and a folder to work in.
import { afterAll, beforeAll } from '@jest/globals';
import { type LocalAws, startLocalAws } from '../../examples/demo/local-aws';
import { buildRunner, makeFolder, removeFolder } from '../e2e/setup';

export interface Local {
  readonly aws: LocalAws;
  readonly folder: string;
}

/**
 * To be called inside `describe`; what it returns may be called in tests and in later `beforeAll`s.
 * @param flags further ones of the emulator
 */
export function withEmulator(flags: readonly string[] = []): () => Local {
  let local: Local | undefined;
  beforeAll(async () => {
    const folder = makeFolder();
    local = { folder, aws: await startLocalAws(buildRunner(folder), process.env, flags) };
  }, 60_000);
  afterAll(async () => {
    await local?.aws.stop();
    if (local !== undefined) removeFolder(local.folder);
  });
  return () => {
    if (local === undefined) throw new Error('the emulator is not running');
    return local;
  };
}

/**
 * Makes the emulator the proxy of a client that puts a bucket or an account id in front of the host: nobody needs to resolve such a
 * name then.
 */
export function throughProxy({ endpoint }: LocalAws): Record<string, string> {
  return { HTTP_PROXY: endpoint, http_proxy: endpoint, NO_PROXY: '', no_proxy: '' };
}

/** Three at a time: the programs are heavy, the machine is small. */
export async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const worker = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
  };
  await Promise.all([worker(), worker(), worker()]);
}
