// What the doctor finds before a job, and what the report says after it: the same thing, for one broken thing after another.
import { CreateJobCommand } from '@aws-sdk/client-s3-control';
import { afterAll, describe, expect, it } from '@jest/globals';
import { declarationsIn } from '../../../docs/tables/declarations';
import { ENDS_ALL, EVERY_CHECK } from '../../../runner/checks/every-check';
import { causeOf } from '../../../runner/methods/batch-jobs/report/causes';
import { adviceOn } from '../../../runner/methods/batch-jobs/jobs/job-failures';
import { describeJob, order, reasons, taskCodes } from '../../emulator/job-on-stage';
import { destroyKmsClients } from '../../emulator/kms/kms-client';
import { bugs } from '../../emulator/running';
import { strike, type Stage } from '../../emulator/stage';
import { checksThatSaid, silentIn, type Broken } from './setups/broken';
import { broken, EVERY_BROKEN } from './setups/every-broken';
import { examined, lines } from './setups/examined';
import { faultIn } from '../patches/patch-syntax';

/** Codes without a setup of their own, and why. */
const UNFORESEEN: readonly (readonly [code: string, why: string])[] = [
  ['DstMultipartCompleteNotPermitted', 'asks for the same permission as DstMultipartInitNotPermitted'],
  ['DstMultipartUploadNotPermitted', 'asks for the same permission as DstMultipartInitNotPermitted'],
  ['InvalidRequest', 'a manifest with such a row is refused when it is read'],
  ['InternalError', 'passes by itself'],
  ['PermanentFailure', 'S3 itself does not say why'],
  ['ServiceUnavailable', 'passes by itself'],
  ['SlowDown', 'passes by itself'],
  ['SrcBucketInvalidRegion', 'the source bucket in another Region is found first: no job is created'],
  ['SrcBucketNotFound', 'the missing source bucket is found first: no job is created'],
  ['SrcReplicationNotPending', 'the object is replicated between the manifest and the task'],
];

/** Checks that can only say what they could not see, and why. */
const NEVER_WRONG: readonly (readonly [check: string, why: string])[] = [
  ['organization', 'nobody in an account reads the policies above it'],
];

afterAll(destroyKmsClients);

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

describe('a setup in which one thing is wrong', () => {
  it.each(EVERY_BROKEN.map((one) => [one.name, one] as const))('%s', async (_name, one) => {
    const stage = await broken(one);
    try {
      const [handoff, caller] = [await one.handoff?.(stage), await one.caller?.(stage)];
      const found = await examined(stage, handoff, caller, one.run?.(stage), one.identity);
      expect(lines(found)).toContainEqual(expect.stringMatching(one.found));
      const saidWrong = found.filter(({ answer }) => answer === 'wrong');
      expect(checksThatSaid('wrong', found)).toEqual([...one.checks].sort());
      expect(checksThatSaid('could-not-check', found)).toEqual(one.unsure ?? unsureOf(one.found));
      if (!one.checks.some((check) => ENDS_ALL.has(check)))
        expect([...silentIn(found)].sort()).toEqual(one.silent ?? []);
      if (one.patch !== undefined)
        expect(found.find((event) => lines([event]).some((line) => one.found.test(line)))?.patch?.text).toMatch(
          one.patch,
        );
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
  });

  it('is there for every code of a task that can be known before the job', () => {
    const codes = declarationsIn('runner').unionOf('TaskCode');
    const seen = (code: string): boolean =>
      EVERY_BROKEN.some(({ found, after }) => found.source.includes(code) || after?.test(code) === true);
    expect(codes.filter((code) => !seen(code)).sort()).toEqual(UNFORESEEN.map(([code]) => code).sort());
  });

  it('is there for every check, which says that something is wrong', () => {
    const told = new Set(EVERY_BROKEN.flatMap(({ checks }) => checks));
    const silent = EVERY_CHECK.map(({ check: { id } }) => id).filter((id) => !told.has(id));
    expect(silent).toEqual(NEVER_WRONG.map(([id]) => id));
    for (const [id] of NEVER_WRONG)
      expect(EVERY_BROKEN.some(({ found }) => found.source.startsWith(`^${id} could`))).toBe(true);
  });

  it('is one of more than forty, each another one', () => {
    expect(EVERY_BROKEN.length).toBeGreaterThanOrEqual(40);
    expect(new Set(EVERY_BROKEN.map(({ name }) => name)).size).toBe(EVERY_BROKEN.length);
  });
});
