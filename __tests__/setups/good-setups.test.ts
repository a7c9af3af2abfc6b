// The doctor is silent where nothing is wrong, and a run goes through: a finding there would be worse than none.
import { afterAll, describe, expect, it } from '@jest/globals';
import { destroyKmsClients } from '../emulator/kms/kms-client';
import { put, putRules, setStage, strike } from '../emulator/stage';
import { examined, lines } from '../runner/checks/setups/examined';
import { fine, tryGood } from '../runner/checks/setups/tried';
import { GOOD as OTHERS } from '../runner/checks/setups/good-setups';
import { HANDOFF_GOOD } from '../runner/checks/setups/handoff-setups';
import { KEYED_GOOD } from '../runner/checks/setups/keyed-setups';

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

describe('a setup that works', () => {
  it.each(GOOD.map((one) => [one.name, one] as const))('%s', (_name, one) => tryGood(one));

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
