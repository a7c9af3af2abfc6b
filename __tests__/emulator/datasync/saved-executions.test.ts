// DataSync in a directory that keeps the state: what is there comes back, and what was going on goes on.
import * as DS from '@aws-sdk/client-datasync';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { ControlledClock } from '../../../emulator/time/controlled-clock';
import type { EmulatorOptions } from '../../../emulator/emulator';
import { contentOf, makeDataDirectory, type DataDirectory } from '../persistence/data-directory';
import {
  describeExecution,
  execute,
  keysIn,
  makeTask,
  outcomes,
  put,
  REPORT,
  setSyncStage,
  start,
  strikeSync,
  type SyncStage,
} from './sync-stage';

let data: DataDirectory;

beforeEach(() => {
  data = makeDataDirectory();
});
afterEach(() => data.end());

async function onStage(options: EmulatorOptions = {}): Promise<SyncStage> {
  const stage = await setSyncStage({ dataDirectory: data.path, ...options });
  data.add({ ...stage.running, close: () => strikeSync(stage) });
  return stage;
}

const move = async ({ running }: SyncStage, milliseconds: number): Promise<void> => {
  const { clock } = running.emulator.world;
  if (!(clock instanceof ControlledClock)) throw new Error('the clock is not controlled');
  await clock.moveTo(clock.now() + milliseconds);
};

it('a task that was executed is there with its locations, its execution and its tags', async () => {
  const stage = await onStage();
  await put(stage, 'a');
  const task = await makeTask(stage, { task: { Tags: [{ Key: 'a', Value: 'b' }] } });
  const { TaskExecutionArn = '' } = await execute(stage, task, { TaskReportConfig: REPORT });
  const again = await data.start({}, data.crashed());
  expect(contentOf(again.emulator.world)).toEqual(contentOf(stage.running.emulator.world));
  const later = await describeExecution({ ...stage, client: stage.clientAt(again) }, TaskExecutionArn);
  expect(later).toMatchObject({ Status: 'SUCCESS', FilesTransferred: 1, ReportResult: { Status: 'SUCCESS' } });
});

it('an execution that was at its objects begins again, and its report has all of them', async () => {
  const stage = await onStage({ clock: 'controlled', timing: { jobStateMs: 1000 } });
  for (const key of ['a', 'b']) await put(stage, key);
  const execution = await start(stage, await makeTask(stage), { TaskReportConfig: REPORT });
  await move(stage, 3500);
  expect(await describeExecution(stage, execution)).toMatchObject({ Status: 'VERIFYING', FilesTransferred: 2 });
  const again = await data.start({ clock: 'auto' }, data.crashed());
  await again.emulator.idle();
  const later: SyncStage = { ...stage, running: again };
  expect(again.emulator.world.syncExecutions.get(execution)).toMatchObject({
    status: 'SUCCESS',
    files: { listed: 2, transferred: 2, verified: 2, skipped: 0 },
  });
  expect(outcomes(later).filter((text) => text.startsWith('Transferred'))).toHaveLength(2);
  expect(keysIn(later)).toEqual(['a', 'b']);
});

it('an execution that waited, and one that was to be cancelled, do as they were told', async () => {
  const stage = await onStage({ clock: 'controlled', timing: { jobStateMs: 1000 } });
  const task = await makeTask(stage);
  const [first, second] = [await start(stage, task), await start(stage, task)];
  await stage.client.send(new DS.CancelTaskExecutionCommand({ TaskExecutionArn: first }));
  const again = await data.start({ clock: 'auto' }, data.crashed());
  await again.emulator.idle();
  const { syncExecutions } = again.emulator.world;
  expect([first, second].map((arn) => syncExecutions.get(arn)?.status)).toEqual(['ERROR', 'SUCCESS']);
});

it('a report that was not written before the end will not be', async () => {
  const stage = await onStage({ clock: 'controlled', timing: { reportDelayMs: 5000 } });
  const execution = await start(stage, await makeTask(stage), { TaskReportConfig: REPORT });
  await move(stage, 10);
  await stage.client.send(new DS.TagResourceCommand({ ResourceArn: execution, Tags: [] }));
  const again = await data.start({ clock: 'auto' }, data.crashed());
  expect(again.emulator.world.syncExecutions.get(execution)).toMatchObject({
    status: 'SUCCESS',
    reportResult: { Status: 'ERROR' },
  });
});
