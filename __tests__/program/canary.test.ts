// The canary of the doctor through the whole program: whatever breaks, nothing of it is left, or it is named with the command that removes it.
import { ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import type { FaultOrder } from '../../emulator/faults/fault';
import { control } from '../emulator/control/control-client';
import { builtProgram } from './built';
import type { Program, RunOptions, Said } from './setup';

const built = builtProgram();
let program: Program;

const WAITING = /is being replicated/;
const SLOW = { liveReplicationMs: 3_600_000 };

async function fly(
  faults: readonly FaultOrder[],
  options: RunOptions & { readonly isSlow?: boolean; readonly wait?: string } = {},
): Promise<Said & { readonly left: readonly string[] }> {
  const { isSlow = false, wait = '20', ...how } = options;
  program = await built.start(['folder/a'], { timing: isSlow ? SLOW : {} });
  if (faults.length > 0) expect((await control(program.running, 'POST', 'faults', faults)).status).toBe(200);
  const flags = ['--outputs', 'outputs.json', '--patience-seconds', '1', '--canary-wait', wait];
  const said = await program.run(['doctor', '--canary', ...flags], how);
  expect(said.stderr + said.stdout).not.toMatch(/internal error/);
  await control(program.running, 'DELETE', 'faults');
  return { ...said, left: await left() };
}

async function left(): Promise<readonly string[]> {
  const pages = await Promise.all(
    ['src', 'dst'].map((Bucket) => program.s3.send(new ListObjectVersionsCommand({ Bucket }))),
  );
  return pages
    .flatMap(({ Name = '', Versions = [], DeleteMarkers = [] }) =>
      [...Versions, ...DeleteMarkers].map(({ Key = '', VersionId = '' }) => ({ Name, Key, VersionId })),
    )
    .filter(({ Key }) => Key.includes('canary'))
    .map(
      ({ Name, Key, VersionId }) => `aws s3api delete-object --bucket ${Name} --key ${Key} --version-id ${VersionId}`,
    );
}

describe('a canary', () => {
  it('is removed with every version that a lost answer has made of it', async () => {
    const said = await fly([{ operation: 's3:PutObject', reset: 'after', times: 1 }]);
    expect(said).toMatchObject({ left: [] });
    expect(said.stdout + said.stderr).toMatch(
      /canary was (replicated and )?removed|canary did not arrive, and was removed/,
    );
  });

  it('that was not written is not said to be removed', async () => {
    for (const faults of [
      [{ operation: 's3:PutObject', error: 'AccessDenied' }],
      [{ operation: 's3:PutObject', reset: 'before' }],
    ] satisfies FaultOrder[][]) {
      const said = await fly(faults);
      expect(said.exitCode).not.toBe(0);
      expect(said).toMatchObject({ left: [] });
      expect(said.stdout + said.stderr).not.toMatch(/removed/);
    }
  });

  it.each<[string, FaultOrder]>([
    ['is denied', { operation: 's3:DeleteObject', error: 'AccessDenied' }],
    ['is denied at the destination', { operation: 's3:DeleteObject', error: 'AccessDenied', bucket: 'dst' }],
    ['has no answer', { operation: 's3:DeleteObject', reset: 'before' }],
  ])('whose removal %s is named with the command for each that is left, and exit code 2', async (_, fault) => {
    const said = await fly([fault]);
    expect(said.exitCode).toBe(2);
    expect(said.stdout + said.stderr).toContain('not removed everywhere');
    expect(said.left.length).toBeGreaterThan(0);
    for (const command of said.left) expect(said.stdout + said.stderr).toContain(command);
  });

  it('that nobody hears of any more, since the network is cut behind its write, is named with exit code 2', async () => {
    const said = await fly([
      { operation: 's3:HeadObject', keyPrefix: 'folder/s3-backfill-canary', reset: 'before' },
      { operation: 's3:DeleteObject', reset: 'before' },
    ]);
    expect(said.exitCode).toBe(2);
    for (const command of said.left) expect(said.stdout + said.stderr).toContain(command);
    expect(said.left.length).toBeGreaterThan(0);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('is removed on %s, in time', async (signal) => {
    const said = await fly([], { isSlow: true, interruptAt: WAITING, signal });
    expect(said).toMatchObject({ left: [] });
    expect(said.stdout + said.stderr).toContain('the canary was removed');
    expect(said.endedAfterSignalMs).toBeLessThan(10_000);
  });

  it('that may not be removed on SIGINT is named with the command', async () => {
    const said = await fly([{ operation: 's3:DeleteObject', error: 'AccessDenied', bucket: 'src' }], {
      isSlow: true,
      interruptAt: WAITING,
    });
    expect(said.left).toHaveLength(1);
    expect(said.stdout + said.stderr).toContain(said.left[0]);
    expect(said.stdout + said.stderr).not.toContain('the canary was removed');
  });

  it('is removed when the signal comes while it is being removed', async () => {
    program = await built.start(['folder/a'], { timing: SLOW });
    await control(program.running, 'POST', 'faults', [{ operation: 's3:DeleteObject', latencyMs: 1_500, times: 1 }]);
    const flags = ['--outputs', 'outputs.json', '--canary-wait', '1'];
    const said = await program.run(['doctor', '--canary', ...flags], { interruptAt: /is still PENDING/ });
    expect(said.stdout + said.stderr).not.toContain('left in');
    expect(await left()).toEqual([]);
  });
});
