// An object of every kind, by DataSync: what it keeps is there, and what it cannot carry is named before, missed afterwards, and nothing else.
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { expect, it } from '@jest/globals';
import { builtProgram } from '../built';
import { policy, POLICIES } from '../datasync-setup';
import { CARRIED, copiesOf, LEFT, putFixture } from './carried-kinds';
import { keysOf, PACE, putPolicy, startSync, WITH, words } from './started';

const built = builtProgram();

it('an object of every kind is copied with all that DataSync keeps, or named', async () => {
  const started = await startSync(built, [], { folder: 'all/', locks: true });
  const { s3, running } = started.program;
  const { endpoint, region } = running.emulator;
  const kms = new KMSClient({ endpoint, region, credentials: running.credentials(0) });
  const keyArn = (await kms.send(new CreateKeyCommand({}))).KeyMetadata?.Arn ?? '';
  kms.destroy();
  await putFixture(s3, 'plain', 'all/', keyArn);
  const { Statement } = JSON.parse(policy([['kms:Decrypt'], keyArn])) as { Statement: object[] };
  const source = JSON.parse(POLICIES.source) as { Statement: object[] };
  await putPolicy(
    started,
    'sync-source',
    JSON.stringify({ ...source, Statement: [...source.Statement, ...Statement] }),
  );
  const archived = LEFT.filter(({ key }) => key.startsWith('archived/')).length;
  const plan = await started.run(['plan', ...WITH]);
  expect(words(plan)).toMatch(new RegExp(`${LEFT.length - archived} objects that DataSync cannot copy`));
  expect(words(plan)).toMatch(new RegExp(`${archived} objects that DataSync skips, and does not count as failed`));
  const run = await started.run(['run', ...WITH, ...PACE, '--retries', '0'], { limitMs: 60_000 });
  expect(run).toMatchObject({ exitCode: 1 });
  expect(words(run)).toMatch(new RegExp(`${CARRIED.length} of ${CARRIED.length + LEFT.length} objects are in`));
  expect(words(run)).toMatch(new RegExp(`\\b${LEFT.length} missing`));
  expect([...(await keysOf(started, 'copies'))].sort()).toEqual(CARRIED.map(({ key }) => `all/${key}`).sort());
  const at = (bucket: string) => ({ s3, bucket, prefix: 'all/' });
  for (const [key, copy, wanted] of await copiesOf(at('plain'), at('copies')))
    expect([key, copy]).toEqual([key, expect.objectContaining(wanted)]);
}, 120_000);
