// Executions that nobody starts but the clock.
import * as DS from '@aws-sdk/client-datasync';
import { afterEach, describe, expect, it } from '@jest/globals';
import { nextTime } from '../../../emulator/datasync/run/schedule-times';
import { ControlledClock } from '../../../emulator/time/controlled-clock';
import { bugs, errorOf } from '../running';
import { makeTask, setSyncStage, strikeSync, type SyncStage } from './sync-stage';

const MINUTE_MS = 60_000;
let stage: SyncStage;

async function pass(minutes: number): Promise<number> {
  const { clock, background } = stage.running.emulator.world;
  if (!(clock instanceof ControlledClock)) throw new Error('the clock is not controlled');
  await clock.moveTo(clock.now() + minutes * MINUTE_MS);
  await background.idle();
  return stage.running.emulator.world.syncExecutions.size;
}

describe('a schedule', () => {
  afterEach(async () => {
    expect(bugs(stage.running)).toEqual([]);
    await strikeSync(stage);
  });

  it('starts executions on the clock of the emulator, until it is changed or its task is deleted', async () => {
    stage = await setSyncStage({ clock: 'controlled' });
    const TaskArn = await makeTask(stage, { task: { Schedule: { ScheduleExpression: 'rate(2 hours)' } } });
    expect(await pass(119)).toBe(0);
    expect(await pass(2)).toBe(1);
    expect(await pass(120)).toBe(2);
    const update = (Schedule: DS.TaskSchedule) => stage.client.send(new DS.UpdateTaskCommand({ TaskArn, Schedule }));
    await update({ ScheduleExpression: 'rate(1 hour)' });
    expect(await pass(61)).toBe(3);
    await update({ ScheduleExpression: 'rate(1 hour)', Status: 'DISABLED' });
    expect(await pass(300)).toBe(3);
    await update({ ScheduleExpression: 'cron(0 * * * ? *)' });
    expect(await pass(61)).toBe(4);
    await stage.client.send(new DS.DeleteTaskCommand({ TaskArn }));
    expect(await pass(300)).toBe(0);
  });

  it('that the emulator could not keep is answered with 501', async () => {
    stage = await setSyncStage();
    for (const ScheduleExpression of ['cron(0 3 L * ? *)', 'cron(0 3 ? * 2#1 *)', 'cron(61 3 * * ? *)']) {
      const refused = await errorOf(makeTask(stage, { task: { Schedule: { ScheduleExpression } } }));
      expect(refused).toMatchObject({ status: 501 });
    }
  });
});

it.each([
  ['rate(3 hours)', '2026-01-01T03:00:00Z'],
  ['cron(0 3 * * ? *)', '2026-01-01T03:00:00Z'],
  ['cron(15,45 */6 * * ? *)', '2026-01-01T00:15:00Z'],
  ['cron(30 4 ? * MON-FRI *)', '2026-01-01T04:30:00Z'],
  ['cron(30 4 ? * 1 *)', '2026-01-04T04:30:00Z'],
  ['cron(0 12 29 FEB ? *)', '2028-02-29T12:00:00Z'],
  ['cron(0 0 1 1 ? 2026)', undefined],
])('a schedule of %s starts an execution at %s', (expression, at) => {
  // A Thursday.
  const nowMs = Date.parse('2026-01-01T00:00:00Z');
  expect(nextTime(expression, nowMs, nowMs)).toBe(at === undefined ? undefined : Date.parse(at));
});
