// Ctrl-C in every state that the program may be in: it ends at once, with 130, and says what goes on.
import { describe, expect, it } from '@jest/globals';
import type { FaultOrder } from '../../emulator/faults/fault';
import { control } from '../emulator/control/control-client';
import { builtProgram } from './built';
import type { Program, Said } from './setup';

const RUN = ['run', '--outputs', 'outputs.json', '--verbose'];
const LOCAL = ['--outputs', 'outputs.json', '--verbose'];
const HASTY = ['--poll-seconds', '0.02'];
const NEVER_MS = 600_000;
/** A small part of what it would have waited for, on a busy machine too. */
const AT_ONCE_MS = NEVER_MS / 200;
const GOES_ON = /interrupted; job [0-9a-f-]{36} goes on in AWS/;

const built = builtProgram();

/** The best of three: other programs may have the processor for a while. */
async function interrupted(
  start: () => Promise<Program>,
  parameters: (program: Program) => readonly string[],
  interruptAt: RegExp,
): Promise<Said> {
  for (let attempt = 1; ; attempt += 1) {
    const program = await start();
    const said = await program.run(parameters(program), { interruptAt });
    expect(said).toMatchObject({ exitCode: 130 });
    if ((said.endedAfterSignalMs ?? Infinity) < AT_ONCE_MS) return said;
    if (attempt === 3) throw new Error(`it took ${said.endedAfterSignalMs ?? -1} ms to end`);
  }
}

async function withFault(fault: FaultOrder): Promise<Program> {
  const program = await built.start(['folder/a'], { timing: { jobStateMs: 50 } });
  expect(await control(program.running, 'POST', 'faults', [fault])).toMatchObject({ status: 200 });
  return program;
}

const asked = (operation: string, times = 1): RegExp => new RegExp(`(request: ${operation}\\b[^]*){${times}}`);

/** Requests that are never answered, one for each part of a run. */
const HANGING: readonly (readonly [when: string, fault: FaultOrder, interruptAt: RegExp, says: RegExp])[] = [
  [
    'its preflight waits for an answer',
    { operation: 's3:GetBucketVersioning', latencyMs: NEVER_MS },
    asked('S3 GetBucketVersioning'),
    /interrupted; nothing was sent/,
  ],
  [
    'CreateJob waits for an answer',
    { operation: 's3-control:CreateJob', latencyMs: NEVER_MS },
    asked('S3 Control CreateJob'),
    /interrupted; a job may have been created, and goes on in AWS then; the same command finds it/,
  ],
  [
    'a look at the job waits for an answer',
    { operation: 's3-control:DescribeJob', after: 2, latencyMs: NEVER_MS },
    asked('S3 Control DescribeJob', 3),
    GOES_ON,
  ],
  [
    'the report is read',
    { operation: 's3:GetObject', bucket: 'reports', latencyMs: NEVER_MS },
    asked('S3 GetObject reports'),
    /interrupted; the jobs are over in AWS; the same command tells what became of them/,
  ],
  [
    'source and destination are compared',
    { operation: 's3:ListObjectVersions', bucket: 'dst', latencyMs: NEVER_MS },
    asked('S3 ListObjectVersions dst'),
    /interrupted; the jobs are over in AWS/,
  ],
];

describe('Ctrl-C ends the program at once, with 130,', () => {
  it.each(HANGING)(
    'while %s',
    async (_when, fault, interruptAt, says) => {
      const said = await interrupted(
        () => withFault(fault),
        () => [...RUN, ...HASTY],
        interruptAt,
      );
      expect(said.stderr).toMatch(says);
    },
    60_000,
  );

  it('while it pauses before it asks for a report again', async () => {
    const gone: FaultOrder = { operation: 's3:GetObject', bucket: 'reports', reset: 'before' };
    const said = await interrupted(
      () => withFault(gone),
      () => [...RUN, ...HASTY],
      /waiting \d seconds?: S3 GetObject reports/,
    );
    expect(said.stderr).toMatch(/interrupted; the jobs are over in AWS/);
  }, 60_000);

  it('while watch sleeps, and while one of its requests hangs', async () => {
    const slow = { timing: { jobStateMs: NEVER_MS } };
    const made = async (fault?: FaultOrder): Promise<readonly [Program, string]> => {
      const program = await built.start(['folder/a'], slow);
      await program.run([...RUN, '--detach']);
      if (fault !== undefined) await control(program.running, 'POST', 'faults', [fault]);
      return [program, [...program.running.emulator.world.jobs.keys()][0] ?? ''];
    };
    let jobId = '';
    const start = (fault?: FaultOrder) => async (): Promise<Program> => {
      const [program, made1] = await made(fault);
      jobId = made1;
      return program;
    };
    const says = /interrupted; job [0-9a-f-]{36} is not affected/;
    const asleep = await interrupted(start(), () => ['watch', jobId, ...LOCAL], /job [0-9a-f-]{36} New/);
    expect(asleep.stderr).toMatch(says);
    const fault: FaultOrder = { operation: 's3-control:DescribeJob', after: 2, latencyMs: NEVER_MS };
    const hanging = await interrupted(
      start(fault),
      () => ['watch', jobId, ...LOCAL, ...HASTY],
      asked('S3 Control DescribeJob', 3),
    );
    expect(hanging.stderr).toMatch(says);
  }, 60_000);

  it.each(['SIGTERM', 'SIGHUP'] as const)('and so does %s', async (signal) => {
    const program = await built.start(['folder/a'], { timing: { jobStateMs: NEVER_MS } });
    const said = await program.run([...RUN, ...HASTY], { interruptAt: /job [0-9a-f-]{36} New/, signal });
    expect(said).toMatchObject({ exitCode: 130 });
    expect(said.stderr).toMatch(GOES_ON);
    expect(said.stderr).toContain('come back with: s3-backfill watch');
  });
});
