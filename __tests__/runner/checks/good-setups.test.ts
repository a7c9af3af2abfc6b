// The doctor is silent where nothing is wrong, and a run goes through: a finding there would be worse than none.
import { afterAll, describe, expect, it } from '@jest/globals';
import { describeJob, taskCodes } from '../../emulator/job-on-stage';
import { destroyKmsClients } from '../../emulator/kms/kms-client';
import { bugs } from '../../emulator/running';
import { put, putRules, setStage, strike, type Stage } from '../../emulator/stage';
import { DEFAULT_METHOD, METHODS } from '../../../runner/methods/registry';
import { targetOfHandoff } from '../../../runner/target/target';
import { runVerb } from '../../../runner/verbs/run';
import { checksThatSaid, silentIn, type Credentials } from './setups/broken';
import { awsOf, examined, handoffOfStage, lines } from './setups/examined';
import { engineOn, told } from './setups/findings';
import type { CheckEvent } from '../../../runner/events/check-events';
import { GOOD as OTHERS, type Good } from './setups/good-setups';
import { HANDOFF_GOOD } from './setups/handoff-setups';
import { KEYED_GOOD } from './setups/keyed-setups';

const GOOD = [...OTHERS, ...KEYED_GOOD, ...HANDOFF_GOOD];

/** What is said of the setup in which nothing is particular. */
const ANSWERS = [
  'account: account 111122223333, arn:aws:iam::111122223333:root',
  'prefix: every key that the rules cover',
  'bucket-kinds: by their names',
  "source-bucket: 'source-of-stage' in us-east-1",
  "destination-bucket: 'replicas-of-stage' in eu-west-1",
  "versioning: source 'source-of-stage': Enabled",
  "versioning: destination 'replicas-of-stage': Enabled",
  'replication-configuration: 1 rule, 1 enabled',
  "rule-coverage: every key: rule 'all' (every key)",
  'job-role: arn:aws:iam::111122223333:role/job',
  "report-bucket: report 'reports-of-stage' in us-east-1",
  "source-owner: 'source-of-stage' is of account 111122223333",
  'replication-role: arn:aws:iam::111122223333:role/replication',
  'replication-role-permissions: replication role arn:aws:iam::111122223333:role/replication: 7 permissions there',
  'job-role-permissions: job role arn:aws:iam::111122223333:role/job: 4 permissions there',
  "destination-settings: 'replicas-of-stage'",
  "object-lock: the source bucket 'source-of-stage' has none",
  "object-lock: report bucket 'reports-of-stage' retains nothing",
  'manifest-encryption: S3 generates the manifest, and does not keep it',
  'caller-permissions: arn:aws:iam::111122223333:root may do everything',
  'rule-priority: 1 enabled',
  'source-objects: 1 object version looked at; the run would take 1 of them',
  'replicas: 0 replicas looked for',
  'kms-opt-in: 1 object version looked at, none under SSE-KMS',
  "ownership: 'source-of-stage': BucketOwnerEnforced",
  "copied-acls: ACLs are off in 'source-of-stage'",
  "organization: IAM's simulation heeds service control policies without conditions, and no resource control policy",
];

afterAll(destroyKmsClients);

/** `check: detail` of what is ok. */
const fine = (found: readonly CheckEvent[]): readonly string[] =>
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

describe('a setup that works', () => {
  it.each(GOOD.map((one) => [one.name, one] as const))('%s', async (_name, one) => {
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
  });

  it('is one of more than twenty', () => {
    expect(GOOD.length).toBeGreaterThanOrEqual(20);
  });

  it('is wholly answered where the caller may look at everything, check by check', async () => {
    const stage = await setStage();
    try {
      await put(stage, 'plain');
      await putRules(stage);
      const found = await examined(stage);
      expect(lines(found.filter(({ answer }) => answer !== 'ok'))).toEqual([]);
      expect(fine(found)).toEqual(ANSWERS);
    } finally {
      await strike(stage);
    }
  });
});
