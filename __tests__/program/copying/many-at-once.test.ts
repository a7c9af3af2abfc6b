// More requests and pauses at once than Node lets listen to one signal without a warning of a leak.
import { expect, it } from '@jest/globals';
import type { FaultOrder } from '../../../emulator/faults/fault';
import { control } from '../../emulator/control/control-client';
import { builtProgram } from '../built';

const built = builtProgram();
const OBJECTS = 60;
const KEYS = Array.from({ length: OBJECTS }, (_, number) => `folder/${String(number).padStart(3, '0')}`);
const COPY = 's3:CopyObject';

it.each<[string, FaultOrder]>([
  ['requests', { operation: COPY, latencyMs: 400 }],
  ['pauses', { operation: COPY, error: 'SlowDown', times: 40 }],
])(
  'many %s at once are no warning',
  async (_what, fault) => {
    const program = await built.start(KEYS);
    expect((await control(program.running, 'POST', 'faults', [fault])).status).toBe(200);
    const words = ['copy', 's3://src/folder/', 's3://dst/many/', '--yes', '--checks', 'basic', '--max-workers', '40'];
    const said = await program.run(words, { env: { AWS_REGION: 'us-east-1' } });
    expect(said).toMatchObject({ exitCode: 0 });
    expect(said.stdout).toContain(`all ${OBJECTS} objects are in`);
    expect(said.stderr).not.toContain('MaxListeners');
  },
  60_000,
);
