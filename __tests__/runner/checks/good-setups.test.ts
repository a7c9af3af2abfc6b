// The doctor is silent where nothing is wrong: a finding there would be worse than none.
import { CreateJobCommand } from '@aws-sdk/client-s3-control';
import { afterAll, describe, expect, it } from '@jest/globals';
import { describeJob, order, taskCodes } from '../../emulator/job-on-stage';
import { destroyKmsClients } from '../../emulator/kms/kms-client';
import { bugs } from '../../emulator/running';
import { put, putRules, setStage, strike } from '../../emulator/stage';
import { findings, lines } from './setups/examined';
import { GOOD } from './setups/good-setups';

afterAll(destroyKmsClients);

describe('a setup that works', () => {
  it.each(GOOD.map((one) => [one.name, one] as const))('%s', async (_name, one) => {
    const stage = await setStage();
    try {
      await (one.objects?.(stage) ?? put(stage, 'plain'));
      await (one.rules?.(stage) ?? putRules(stage));
      await one.break?.(stage);
      const found = await findings(stage, one.handoff, await one.caller?.(stage), one.run?.(stage));
      expect(lines(found.filter(({ answer }) => answer === 'wrong'))).toEqual([]);
      const { JobId = '' } = await stage.control.send(new CreateJobCommand(order(await one.order?.(stage))));
      await stage.running.emulator.idle();
      expect((await describeJob(stage, JobId)).Status).toBe('Complete');
      expect(await taskCodes(stage, JobId)).toEqual([]);
      expect(bugs(stage.running)).toEqual([]);
    } finally {
      await strike(stage);
    }
  });

  it('is one of more than twenty', () => {
    expect(GOOD.length).toBeGreaterThanOrEqual(20);
  });

  it('is wholly answered where the caller may look at everything', async () => {
    const stage = await setStage();
    try {
      await put(stage, 'plain');
      await putRules(stage);
      expect(lines(await findings(stage))).toEqual([]);
    } finally {
      await strike(stage);
    }
  });
});
