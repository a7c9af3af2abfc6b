// What is remembered of a run is taken for the run of the functions that it was sent to, and of no others.
import { describe, expect, it } from '@jest/globals';
import { runBy, runOfPlan, writeRun, type RunRecord } from '../../../../../runner/methods/inventory/runs/run-record';
import type { InventoryNeeds } from '../../../../../runner/target/target';
import { fakeJournal } from '../../../fakes/fake-journal';

const RUN_ID = `inventory-${'0'.repeat(16)}`;
const queues = (account: string, region: string): InventoryNeeds => {
  const url = (name: string): string => `https://sqs.${region}.amazonaws.com/${account}/${name}`;
  return {
    overwrite: 'different',
    inventories: { bucket: 'inventories', prefix: 'i' },
    outcomes: { bucket: 'inventories', prefix: 'outcomes' },
    ...{ listQueueUrl: url('list'), listDeadQueueUrl: url('list-dead') },
    ...{ copyQueueUrl: url('copy'), copyDeadQueueUrl: url('copy-dead') },
    copyDeadQueueArn: `arn:aws:sqs:${region}:${account}:copy-dead`,
    ...{ readerName: 'reader', workerName: 'worker' },
  } as unknown as InventoryNeeds;
};
const NEEDS = queues('111122223333', 'eu-west-1');
const RECORD: RunRecord = {
  ...{ version: 1, runId: RUN_ID, hash: 'h', basis: 'listing', told: false },
  from: { bucket: 'src', prefix: '' },
  to: { bucket: 'dst', prefix: '' },
  needs: NEEDS,
  ...{ manifestKey: 'm', createdMs: 1, startedMs: 1 },
};

describe('a run of functions', () => {
  it('is found again by what it copies', async () => {
    const journal = fakeJournal();
    await writeRun(journal, RECORD);
    expect((await runOfPlan(journal, 'h', NEEDS))?.runId).toBe(RUN_ID);
    expect((await runBy(journal, RUN_ID, NEEDS))?.runId).toBe(RUN_ID);
  });

  it.each([
    ['another account', queues('999988887777', 'eu-west-1')],
    ['another Region', queues('111122223333', 'eu-north-1')],
    ['another place for what became of the objects', { ...NEEDS, outcomes: { bucket: 'inventories', prefix: 'new' } }],
  ])('is none of functions with queues of %s: nothing is sent for it there', async (_what, needs) => {
    const journal = fakeJournal();
    await writeRun(journal, RECORD);
    expect(await runOfPlan(journal, 'h', needs)).toBeUndefined();
    expect(await runBy(journal, RUN_ID, needs)).toBeUndefined();
  });
});
