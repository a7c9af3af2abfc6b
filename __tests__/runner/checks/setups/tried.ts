// What the doctor says of a set-up, and what becomes of its job: the same thing, before and after.
import { CreateJobCommand } from '@aws-sdk/client-s3-control';
import { expect } from '@jest/globals';
import { ENDS_ALL } from '../../../../runner/checks/every-check';
import type { CheckEvent } from '../../../../runner/events/check-events';
import { adviceOn } from '../../../../runner/methods/batch-jobs/jobs/job-failures';
import { causeOf } from '../../../../runner/methods/batch-jobs/report/causes';
import { DEFAULT_METHOD, METHODS } from '../../../../runner/methods/registry';
import { targetOfHandoff } from '../../../../runner/target/target';
import { runVerb } from '../../../../runner/verbs/run';
import { describeJob, order, reasons, taskCodes } from '../../../emulator/job-on-stage';
import { bugs } from '../../../emulator/running';
import { put, putRules, setStage, strike, type Stage } from '../../../emulator/stage';
import { faultIn } from '../../patches/patch-syntax';
import { checksThatSaid, silentIn, type Broken, type Credentials } from './broken';
import { broken } from './every-broken';
import { awsOf, examined, handoffOfStage, lines } from './examined';
import { engineOn, told } from './findings';
import type { Good } from './good-setups';

/** What became of the job: codes of its tasks, or the reason of its failure. */
async function outcome(stage: Stage, changes: Broken['order']): Promise<readonly string[]> {
  const { JobId = '' } = await stage.control.send(new CreateJobCommand(order(await changes?.(stage))));
  await stage.running.emulator.idle();
  const job = await describeJob(stage, JobId);
  return job.Status === 'Complete' ? taskCodes(stage, JobId) : reasons(job);
}

/** The check that the finding says could not be made, if it says so. */
function unsureOf(found: RegExp): readonly string[] {
  return /^\^(\S+) could-not-check/.exec(found.source)?.slice(1) ?? [];
}

/** The report's words for it. */
function explained(said: string): string {
  return said.includes(' ') ? adviceOn([{ code: '', text: said }]).join() : causeOf(said).remedy;
}

/** The doctor names what is wrong, each fault with its patch, and the job fails by it. */
export async function tryBroken(one: Broken): Promise<void> {
  const stage = await broken(one);
  try {
    const [handoff, caller] = [await one.handoff?.(stage), await one.caller?.(stage)];
    const found = await examined(stage, handoff, caller, one.run?.(stage), one.identity);
    expect(lines(found)).toContainEqual(expect.stringMatching(one.found));
    const saidWrong = found.filter(({ answer }) => answer === 'wrong');
    expect(checksThatSaid('wrong', found)).toEqual([...one.checks].sort());
    expect(checksThatSaid('could-not-check', found)).toEqual(one.unsure ?? unsureOf(one.found));
    if (!one.checks.some((check) => ENDS_ALL.has(check))) expect([...silentIn(found)].sort()).toEqual(one.silent ?? []);
    const finding = found.find((event) => lines([event]).some((line) => one.found.test(line)));
    if (one.patch !== undefined) expect(finding?.patch?.text).toMatch(one.patch);
    if (one.fix !== undefined) expect(finding?.fix).toMatch(one.fix);
    expect(saidWrong.filter(({ fix = '', patch }) => fix === '' || patch === undefined)).toEqual([]);
    expect(saidWrong.flatMap(({ patch }) => faultIn(patch) ?? [])).toEqual([]);
    if (one.after !== undefined) {
      const said = await outcome(stage, one.order);
      expect(said).toEqual([expect.stringMatching(one.after)]);
      expect(explained(said.join())).not.toMatch(/does not know|lists the usual reasons/);
    }
    expect(bugs(stage.running)).toEqual([]);
  } finally {
    await strike(stage);
  }
}

/** `check: detail` of what is ok. */
export const fine = (found: readonly CheckEvent[]): readonly string[] =>
  found.filter(({ answer }) => answer === 'ok').map(({ check, detail }) => `${check}: ${detail}`);

/** Jobs that `run` creates: none of its checks stands against them. */
async function jobsOf(
  stage: Stage,
  { handoff, run = () => ({}) }: Good,
  caller?: Credentials,
): Promise<readonly string[]> {
  const aws = await awsOf(stage, caller);
  try {
    const engine = engineOn(stage, aws, new AbortController().signal);
    const { selection = {} } = run(stage);
    const options = { again: 's3-backfill run', pollSeconds: 1, reportWaitSeconds: 0, failOnEmpty: false, selection };
    const target = targetOfHandoff(handoffOfStage(handoff));
    const running = runVerb(METHODS[DEFAULT_METHOD], target, engine, { ...options, detach: true, when: 'never' });
    return (await told(running)).ending.transferIds;
  } finally {
    aws.close();
  }
}

/** The doctor is silent about it, and its job ends well. */
export async function tryGood(one: Good): Promise<void> {
  const stage = await setStage();
  try {
    await (one.objects?.(stage) ?? put(stage, 'plain'));
    await (one.rules?.(stage) ?? putRules(stage));
    await one.break?.(stage);
    const caller = await one.caller?.(stage);
    const found = await examined(stage, one.handoff, caller, one.run?.(stage));
    expect(lines(found.filter(({ answer }) => answer === 'wrong'))).toEqual([]);
    expect(checksThatSaid('could-not-check', found)).toEqual(one.unsure ?? []);
    expect(silentIn(found)).toEqual(one.silent ?? []);
    for (const said of one.ok ?? []) expect(fine(found)).toContainEqual(expect.stringMatching(said));
    const jobIds = await jobsOf(stage, one, caller);
    expect(jobIds).not.toEqual([]);
    await stage.running.emulator.idle();
    for (const jobId of jobIds) {
      expect((await describeJob(stage, jobId)).Status).toBe('Complete');
      expect(await taskCodes(stage, jobId)).toEqual([]);
    }
    expect(bugs(stage.running)).toEqual([]);
  } finally {
    await strike(stage);
  }
}
