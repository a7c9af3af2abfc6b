// What arrives, what is kept of it, and what is counted.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { bugs } from '../running';
import { keysIn, put, setSyncStage, strikeSync, transfer, type SyncStage } from './sync-stage';

let stage: SyncStage;

beforeEach(async () => {
  stage = await setSyncStage();
});
afterEach(async () => {
  await strikeSync(stage);
  expect(bugs(stage.running)).toEqual([]);
});

describe('an execution', () => {
  it('copies what is below the source to the destination, and counts', async () => {
    for (const key of ['in/a', 'in/b/c', 'out/d']) await put(stage, key);
    const found = await transfer(stage, { source: { Subdirectory: '/in/' }, target: { Subdirectory: 'copy' } });
    expect(found).toMatchObject({
      Status: 'SUCCESS',
      TaskMode: 'ENHANCED',
      FilesListed: { AtSource: 2, AtDestinationForDelete: 0 },
      FilesPrepared: 2,
      FilesTransferred: 2,
      FilesVerified: 2,
      FilesSkipped: 0,
      FilesFailed: { Prepare: 0, Transfer: 0, Verify: 0, Delete: 0 },
      BytesWritten: 10,
    });
    expect(keysIn(stage)).toEqual(['copy/a', 'copy/b/c']);
  });
});
