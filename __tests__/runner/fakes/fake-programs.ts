// Other programs: what they were ordered to do is kept, and each run is what a test says.
import type { ProgramEnd, ProgramOrder, Programs } from '../../../runner/ports/programs';

export interface FakeRun {
  readonly order: ProgramOrder;
  /** Files of the private folder when it was started. */
  readonly files: ReadonlyMap<string, string>;
  say(line: string, stream?: 'stdout' | 'stderr'): void;
  end(end: ProgramEnd): void;
  /** Whether it was asked to end. */
  isStopped: boolean;
}

export interface FakePrograms extends Programs {
  readonly runs: FakeRun[];
  /** Private folders that are there. */
  readonly folders: Map<string, Map<string, string>>;
  readonly environment: Record<string, string | undefined>;
  system: string;
}

/**
 * @param found where programs are, by their names
 * @param behave what a program does that was started; one that is not ended runs until it is stopped
 */
export function fakePrograms(
  found: Readonly<Record<string, string>> = {},
  behave: (run: FakeRun) => void = () => undefined,
): FakePrograms {
  const runs: FakeRun[] = [];
  const folders = new Map<string, Map<string, string>>();
  let made = 0;
  return {
    runs,
    folders,
    environment: { PATH: '/usr/bin' },
    system: 'linux',
    find: (name) => Promise.resolve(found[name]),
    start(order) {
      let resolve: (end: ProgramEnd) => void = () => undefined;
      const ended = new Promise<ProgramEnd>((done) => (resolve = done));
      const run: FakeRun = {
        order,
        files: new Map(folders.get(order.folder)),
        say: (line, stream = 'stderr') => order.onLine(line, stream),
        end: (how) => resolve(how),
        isStopped: false,
      };
      runs.push(run);
      behave(run);
      return {
        ended,
        async stop() {
          run.isStopped = true;
          resolve({ signal: 'SIGTERM' });
          await ended;
        },
      };
    },
    makePrivateFolder() {
      made += 1;
      const path = `/private/${made}`;
      const files = new Map<string, string>();
      folders.set(path, files);
      return Promise.resolve({
        path,
        write(name: string, text: string) {
          files.set(name, text);
          return Promise.resolve(`${path}/${name}`);
        },
        remove() {
          folders.delete(path);
          return Promise.resolve();
        },
      });
    },
  };
}
