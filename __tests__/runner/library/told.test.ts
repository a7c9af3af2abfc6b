import { beforeEach, describe, expect, it } from '@jest/globals';
import type { RunnerEvent } from '../../../runner/events/events';
import type { LibraryOptions, PlanOptions, RunOptions, VerifyOptions } from '../../../runner/library/options';
import { startTold, type Told } from '../../../runner/library/told';
import type { Verb } from '../../../runner/library/given';
import type { Output } from '../../../runner/ports/world';
import { bucketIn, fakeWorld, holding, program, type Setup } from '../fakes/fake-world';

const OUTPUTS = { outputs: 'outputs.json' };

let given: Setup;
let written: string;
beforeEach(() => {
  given = holding({ key: 'folder/a', sizeBytes: 10 }, { key: 'folder/b', sizeBytes: 10 });
  written = '';
});

function told(verb: Verb, options: LibraryOptions): Told {
  const stream: Output = { write: (text) => void (written += text), isTerminal: false, columns: 80 };
  return startTold(verb, options, (interrupted) => ({ ...fakeWorld(given, stream, stream), interrupted }));
}

const plan = (options: PlanOptions = OUTPUTS): Told => told('plan', options);
const run = (options: RunOptions = OUTPUTS): Told => told('run', options);
const verify = (options: VerifyOptions = OUTPUTS): Told => told('verify', options);

async function all(events: Told): Promise<readonly RunnerEvent[]> {
  const seen: RunnerEvent[] = [];
  for await (const event of events) seen.push(event);
  return seen;
}

describe.each([
  ['plan', plan],
  ['run', run],
  ['verify', verify],
] as const)('%s of the library', (verb, call) => {
  it('tells the events that the program writes as JSON, and writes nothing', async () => {
    const events = await all(call());
    const again = holding({ key: 'folder/a', sizeBytes: 10 }, { key: 'folder/b', sizeBytes: 10 });
    const { code, events: lines } = await program(again, verb, '--outputs', 'outputs.json', '--output', 'json');
    expect(lines).toEqual(events.map((event) => ({ time: expect.any(String), ...event })));
    expect(events.at(-1)).toMatchObject({ kind: 'verdict', exitCode: code });
    expect(written).toBe('');
  });

  it('ends with the last event, for whoever reads none of the others', async () => {
    const ended = await call().ended();
    expect(ended.kind).toBe('verdict');
    expect(given.jobs.sent).toHaveLength(verb === 'run' ? 1 : 0);
  });
});

describe('the options of the library', () => {
  it.each([
    ['no option of that name', { outptus: 'x' }, "run has no option 'outptus'", "did you mean 'outputs'?"],
    ['an option of another verb', { waitt: 1 }, "run has no option 'waitt'", 'docs/library.md'],
    ['a word for a number', { pollSeconds: 'often' }, 'pollSeconds: got "often"; a number is allowed', ''],
    ['a wrong choice', { verify: 'maybe' }, 'verify: got "maybe"; one of "auto", "always", "never" is allowed', ''],
    ['a number that is too small', { ...OUTPUTS, pollSeconds: -1 }, '--poll-seconds: got -1', ''],
  ])('are refused as flags are: %s', async (_, options, message, hint) => {
    const ended = await told('run', options as RunOptions).ended();
    expect(ended).toMatchObject({ kind: 'error', error: 'usage', exitCode: 2 });
    if (ended.kind === 'error') {
      expect(ended.message).toContain(message);
      expect(ended.hint ?? '').toContain(hint);
    }
    expect(given.jobs.sent).toEqual([]);
  });

  it('may be undefined, several, and off', async () => {
    bucketIn(given, 'src').versions.push({ key: 'other/c', sizeBytes: 1 });
    const options = { ...OUTPUTS, prefix: ['folder/a', 'folder/b'], jobTags: false, failOnEmpty: undefined };
    const events = await all(told('plan', options as LibraryOptions));
    const planned = events.find((event) => event.kind === 'plan');
    expect(planned?.kind === 'plan' ? planned.transfers.map(({ prefix }) => prefix) : []).toEqual([
      'folder/a',
      'folder/b',
    ]);
    expect(JSON.stringify(planned)).not.toContain('"Tags"');
  });

  it('name in a command what was said, as flags', async () => {
    const events = await all(plan({ ...OUTPUTS, prefix: ['folder/'] }));
    expect(events.at(-1)).toMatchObject({ next: 's3-backfill run --outputs outputs.json --prefix folder/' });
  });
});

describe('whoever stops to read', () => {
  it('leaves the job as it is, and is told how to come back', async () => {
    const events = run({ ...OUTPUTS, pollSeconds: 30 });
    for await (const event of events) if (event.kind === 'transfer') break;
    const ended = await events.ended();
    expect(ended).toMatchObject({ kind: 'verdict', outcome: 'interrupted', exitCode: 130 });
    expect(given.jobs.sent).toHaveLength(1);
    if (ended.kind === 'verdict') expect(ended.comeBack).toMatch(/^s3-backfill (watch|run) /);
  });

  it('by a signal gets the same as the last event', async () => {
    const stop = new AbortController();
    const seen: RunnerEvent[] = [];
    for await (const event of run({ ...OUTPUTS, signal: stop.signal })) {
      seen.push(event);
      if (event.kind === 'transfer') stop.abort();
    }
    expect(seen.at(-1)).toMatchObject({ kind: 'verdict', outcome: 'interrupted', exitCode: 130 });
  });

  it('before the first event has started nothing', async () => {
    const events = run();
    await events[Symbol.asyncIterator]().return?.();
    await expect(events.ended()).resolves.toMatchObject({ kind: 'error', error: 'interrupted' });
    expect(given.jobs.sent).toEqual([]);
  });
});
