// Every line of --output json, as the built program writes it, is one that schemas/events.schema.json describes.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import Ajv2020 from 'ajv/dist/2020';
import type { FaultOrder } from '../../emulator/faults/fault';
import { PROJECT } from '../e2e/setup';
import { control } from '../emulator/control/control-client';
import { builtProgram } from './built';
import type { Program, Said } from './setup';

const JSON_LINES = ['--outputs', 'outputs.json', '--output', 'json'];
const FAST = ['--poll-seconds', '0.05'];
/** As many as a comparison tells of once. */
const MANY = 10_000;

const built = builtProgram();
let program: Program;

const schema = JSON.parse(readFileSync(path.join(PROJECT, 'schemas', 'events.schema.json'), 'utf8')) as object;
const formats = { 'date-time': (text: string) => !Number.isNaN(Date.parse(text)) };
const validate = new Ajv2020({ formats }).compile(schema);

/** The kinds that were said; fails when a line is none of the schema. */
function kindsOf({ stdout }: Said): ReadonlySet<string> {
  const lines = stdout.trimEnd().split('\n');
  const events = lines.map((line) => JSON.parse(line) as { readonly kind: string });
  for (const event of events) expect([event, validate(event), validate.errors]).toEqual([event, true, null]);
  return new Set(events.map(({ kind }) => kind));
}

async function order(...faults: readonly FaultOrder[]): Promise<void> {
  await control(program.running, 'POST', 'faults', faults);
}

/** Copies of the one version under `folder/`, replicated long ago. */
function holdManyReplicated(): void {
  const bucket = (name: string) => program.running.emulator.world.buckets.get(name)?.versions;
  const [version] = bucket('src')?.versionsOf('folder/a') ?? [];
  if (version === undefined) throw new Error('there is no folder/a');
  for (let number = 0; number < MANY; number += 1) {
    const one = { ...version, key: `folder/${String(number).padStart(5, '0')}` };
    bucket('src')?.put({ ...one, replicationStatus: 'COMPLETED' });
    bucket('dst')?.put({ ...one, replicationStatus: 'REPLICA' });
  }
}

describe('an event of the program', () => {
  it('is one of the schema when S3 throttles and the report is late', async () => {
    program = await built.start(['folder/a', 'folder/b'], { timing: { jobStateMs: 40, reportDelayMs: 300 } });
    await order(
      { operation: 's3-control:CreateJob', error: 'SlowDown', times: 3 },
      { operation: 's3-control:DescribeJob', error: 'SlowDown', after: 2, times: 3 },
    );
    const said = await program.run(['run', ...JSON_LINES, ...FAST, '--survey', 'exact']);
    expect(said).toMatchObject({ exitCode: 0 });
    expect([...kindsOf(said)]).toEqual(expect.arrayContaining(['waiting', 'progress', 'report', 'certificate']));
  });

  it('is one of the schema while many versions are compared', async () => {
    program = await built.start(['folder/a']);
    holdManyReplicated();
    const said = await program.run(['verify', ...JSON_LINES, '--sample', '5']);
    expect(said).toMatchObject({ exitCode: 1 });
    expect([...kindsOf(said)]).toEqual(expect.arrayContaining(['comparing', 'certificate', 'verdict']));
  });

  it('is one of the schema when nothing tells what became of the objects', async () => {
    program = await built.start(['folder/a'], { timing: { jobStateMs: 40, reportDelayMs: 60_000 } });
    const wait = ['--report-wait-seconds', '0.1', '--verify', 'never'];
    const said = await program.run(['run', ...JSON_LINES, ...FAST, ...wait]);
    expect(said).toMatchObject({ exitCode: 5 });
    expect(kindsOf(said)).toContain('verdict');
  });
});
