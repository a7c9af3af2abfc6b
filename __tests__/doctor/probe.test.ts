import { writeFileSync } from 'node:fs';
import { afterAll, describe, it } from '@jest/globals';
import { destroyKmsClients } from '../emulator/kms/kms-client';
import { BUCKET_MUTATIONS } from '../emulator/mutations/buckets';
import { JOB_MUTATIONS } from '../emulator/mutations/jobs';
import { REPLICATION_ROLE_MUTATIONS } from '../emulator/mutations/replication-role';
import { put, putRules, setStage, strike } from '../emulator/stage';
import { findings, lines } from './examined';

afterAll(destroyKmsClients);
const out: string[] = [];
afterAll(() => writeFileSync('/tmp/doctor-probe.txt', out.join('\n')));
describe('probe', () => {
  it.each([...JOB_MUTATIONS, ...REPLICATION_ROLE_MUTATIONS, ...BUCKET_MUTATIONS].map((m) => [m.name, m] as const))('%s', async (_n, mutation) => {
    const stage = await setStage(mutation.options);
    try {
      await (mutation.objects?.(stage) ?? put(stage, 'plain'));
      await (mutation.rules?.(stage) ?? putRules(stage));
      await mutation.break?.(stage);
      const found = await findings(stage);
      out.push(`## ${mutation.name} [${mutation.codes ?? String(mutation.reason)}]${mutation.order ? ' ORDER' : ''}${mutation.breakLater ? ' LATER' : ''}`, ...lines(found).map((l) => `   ${l}`));
    } finally {
      await strike(stage);
    }
  });
});
