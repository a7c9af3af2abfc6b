// A tool that hangs, goes through this machine, or is stopped: it is ended, and the folder with its files is gone.
import { describe, expect, it } from '@jest/globals';
import { attempt, type AttemptEnd, type Stop } from '../../../../runner/methods/driven/one-attempt';
import { RCLONE } from '../../../../runner/methods/driven/rclone/rclone';
import type { Said } from '../../../../runner/methods/driven/tool';
import type { Engine } from '../../../../runner/ports/engine';
import { fakePrograms, type FakePrograms, type FakeRun } from '../../fakes/fake-programs';
import { fakeEngine, setup } from '../../fakes/fake-world';

const REQUEST = { from: { bucket: 'src', prefix: 'f/' }, to: { bucket: 'dst', prefix: 'f/' } };
const STATS = JSON.stringify({ level: 'info', msg: '', stats: { bytes: 7 } });
const copied = (how: string): string => JSON.stringify({ level: 'info', msg: `Copied (${how})`, object: 'a' });

interface Tried {
  readonly end: AttemptEnd;
  readonly said: readonly Said[];
  readonly programs: FakePrograms;
  readonly seconds: number;
}

async function tried(behave: (run: FakeRun) => void, asked: () => Stop | undefined = () => undefined): Promise<Tried> {
  const programs = fakePrograms({}, behave);
  const engine: Engine = { ...fakeEngine(setup()), programs };
  const said: Said[] = [];
  const startedMs = engine.clock.now();
  const running = attempt({
    tool: RCLONE,
    path: '/usr/bin/rclone',
    command: { words: ['copy', { file: 'keys' }], environment: {}, files: { keys: 'a\n' } },
    reads: RCLONE.reads(REQUEST),
    engine,
    told: (one) => said.push(one),
    kept: () => undefined,
    asked: () => Promise.resolve(asked()),
  });
  for (;;) {
    const step = await running.next();
    if (step.done === true)
      return { end: step.value, said, programs, seconds: (engine.clock.now() - startedMs) / 1_000 };
  }
}

describe('an attempt', () => {
  it('ends with the tool, and tells what it has said', async () => {
    const { end, said, programs } = await tried((run) => {
      run.say(copied('server-side copy'));
      run.say(STATS);
      run.end({ code: 0 });
    });
    expect(end).toMatchObject({ ending: 'all', words: 'exit code 0' });
    expect(end.stopped).toBeUndefined();
    expect(said).toEqual([
      { says: 'copied', rest: 'a' },
      { says: 'bytes', copiedBytes: 7 },
    ]);
    const [run] = programs.runs;
    expect(run?.order.words).toEqual(['copy', '/private/1/keys']);
    expect(run?.files.get('keys')).toBe('a\n');
    expect(programs.folders.size).toBe(0);
  });

  it('ends a tool that says nothing for as long as it never does', async () => {
    const { end, programs, seconds } = await tried(() => undefined);
    expect(end).toMatchObject({ stopped: 'silent', ending: 'broken' });
    expect(seconds).toBeGreaterThan(120);
    expect(seconds).toBeLessThan(125);
    expect(programs.runs).toMatchObject([{ isStopped: true }]);
    expect(programs.folders.size).toBe(0);
  });

  it('ends a tool that downloads and uploads, even one that was through with it', async () => {
    for (const behave of [
      (run: FakeRun) => run.say(copied('new')),
      (run: FakeRun) => {
        run.say(copied('replaced existing'));
        run.end({ code: 0 });
      },
    ]) {
      const { end, said } = await tried(behave);
      expect(end.stopped).toBe('through-here');
      expect(said).toEqual([{ says: 'through-here', rest: 'a' }]);
    }
  });

  it('ends a tool when it is asked to', async () => {
    const { end, programs } = await tried(
      () => undefined,
      () => 'cancelled',
    );
    expect(end.stopped).toBe('cancelled');
    expect(programs.runs).toMatchObject([{ isStopped: true }]);
  });

  it('says that it could not be started', async () => {
    const { end } = await tried((run) => run.end({ notStarted: 'EACCES' }));
    expect(end).toMatchObject({ ending: 'broken', words: 'it could not be started (EACCES)' });
  });
});
