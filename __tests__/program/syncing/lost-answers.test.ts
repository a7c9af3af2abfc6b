// DataSync knows no token by which it would tell that it is asked twice: what is lost on the way, and a run that is killed at any moment,
// leave one execution. Roles that are too young are waited for.
import { expect, it } from '@jest/globals';
import type { EmulatorOptions, Emulator } from '../../../emulator/emulator';
import { isExecutionOver } from '../../../emulator/world/datasync';
import { builtProgram } from '../built';
import { POLICIES } from '../datasync-setup';
import { control } from '../../emulator/control/control-client';
import { executionsOf, keysOf, PACE, putPolicy, startSync, WITH, words, type Started } from './started';

const built = builtProgram();
const START = 'datasync:StartTaskExecution';
const KEYS = ['folder/a', 'folder/b'];
const SLOW = { timing: { jobStateMs: 2_500 } };

/** Resolves when DataSync knows an execution, and it is over if that is asked for. */
async function begun({ world }: Emulator, over = false): Promise<void> {
  const holds = (): boolean => {
    const all = [...world.syncExecutions.values()];
    return all.length > 0 && (!over || all.every(isExecutionOver));
  };
  while (!holds()) await world.clientClock.sleep(2, world.closing);
}

async function isProven(started: Started, name: string, executions: number, said: RegExp, words_: string[] = []) {
  const run = await started.run(['run', ...WITH, ...PACE, ...words_]);
  const found = { name, exitCode: run.exitCode, executions: await executionsOf(started), said: words(run) };
  expect(found).toMatchObject({ name, exitCode: 0, executions, said: expect.stringMatching(said) });
  expect(await keysOf(started, 'copies')).toEqual(KEYS);
}

const LOST: readonly (readonly [name: string, emulator: EmulatorOptions, said: RegExp])[] = [
  [
    'the connection is reset before DataSync has done it',
    { faults: [{ operation: START, reset: 'before', times: 1 }] },
    /no execution was started, and it is asked again/,
  ],
  [
    'the connection is reset after DataSync has done it, and copied',
    { faults: [{ operation: START, reset: 'after', times: 1 }] },
    /the answer to StartTaskExecution was lost, and it was started/,
  ],
  [
    'the connection is reset after DataSync has done it, and copies still',
    { ...SLOW, faults: [{ operation: START, reset: 'after', times: 1 }] },
    /the answer to StartTaskExecution was lost, and it was started/,
  ],
  [
    'the answer ends in its middle',
    { faults: [{ operation: START, reset: 'midway', times: 1 }] },
    /the answer to StartTaskExecution was lost, and it was started/,
  ],
  [
    'DataSync is throttled',
    { faults: [{ operation: START, error: 'SlowDown', times: 1 }] },
    /no execution was started, and it is asked again/,
  ],
  [
    'DataSync is out of order',
    { faults: [{ operation: START, error: 'ServiceUnavailable', times: 2 }] },
    /no execution was started, and it is asked again/,
  ],
];

it('an answer that is lost, or never came, leaves one execution', async () => {
  await Promise.all(
    LOST.map(async ([name, emulator, said]) => isProven(await startSync(built, KEYS, {}, emulator), name, 1, said)),
  );
}, 60_000);

it('a run that is killed around the start of its execution leaves one, and the next goes on with it', async () => {
  const before = await startSync(built, KEYS);
  const killedBefore = await before.run(['run', ...WITH, ...PACE], { interruptAt: /Enhanced mode/, signal: 'SIGKILL' });
  expect(killedBefore.exitCode).toBeNull();
  expect(await executionsOf(before)).toBe(0);
  const asSoon = await startSync(built, KEYS, {}, SLOW);
  const interruptWhen = begun(asSoon.program.running.emulator);
  await asSoon.run(['run', ...WITH, ...PACE], { interruptWhen, signal: 'SIGKILL' });
  const unheard = await startSync(built, KEYS, {}, { faults: [{ operation: START, reset: 'after', times: 1 }] });
  const over = begun(unheard.program.running.emulator, true);
  await unheard.run(['run', ...WITH, ...PACE], { interruptWhen: over, signal: 'SIGKILL' });
  await Promise.all([
    isProven(before, 'before', 1, /created execution/),
    isProven(asSoon, 'as soon as DataSync knows of it', 1, /attached execution|created execution/),
    // It is over, and nobody knows of whom it was: one more finds everything there.
    isProven(unheard, 'over before its answer came', 2, /0 objects copied, 2 skipped; all 2 objects are in/),
  ]);
}, 60_000);

it('two runs at once end well, and none of them copies an object a second time', async () => {
  const started = await startSync(built, KEYS, {}, { timing: { jobStateMs: 300 } });
  const both = await Promise.all([1, 2].map(() => started.run(['run', ...WITH, ...PACE])));
  expect(both.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
  const copied = [...started.program.running.emulator.world.syncExecutions.values()];
  expect(copied.reduce((sum, { files }) => sum + files.transferred, 0)).toBe(KEYS.length);
}, 60_000);

it('a role that was made just now is waited for', async () => {
  const started = await startSync(built, KEYS);
  await putPolicy(started, 'sync-destination', POLICIES.source);
  await control(started.program.running, 'POST', 'timing', { iamPropagationMs: 8_000 });
  await putPolicy(started, 'sync-destination', POLICIES.destination);
  await isProven(started, 'young', 2, /a role that young is not known everywhere[^]*all 2 objects are in/);
}, 60_000);
