import * as S3 from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { bugs } from '../running';
import { runJob, taskCodes } from '../job-on-stage';
import {
  allow,
  AWAY,
  createBucket,
  OTHER_ACCOUNT,
  put,
  putBucketPolicy,
  putRolePolicy,
  putRules,
  REPLICATION_ROLE,
  REPLICATION_STATEMENTS,
  rule,
  setStage,
  SOURCE,
  type Stage,
  statusOf,
  strike,
} from '../stage';

const THEIRS = 'replicas-of-other';
const ACTIONS = ['s3:ReplicateObject', 's3:ReplicateTags', 's3:ObjectOwnerOverrideToBucketOwner'];
const OURS = '111122223333'.padStart(64, '0');

let stage: Stage;
let other: S3.S3Client;

beforeEach(async () => {
  stage = await setStage();
  other = stage.running.s3({ region: AWAY, credentials: stage.running.credentials(1) });
  await createBucket(other, THEIRS, AWAY);
  await putRolePolicy(stage.iam, 'replication', [
    ...REPLICATION_STATEMENTS,
    allow(ACTIONS, `arn:aws:s3:::${THEIRS}/*`),
  ]);
});
afterEach(async () => {
  expect(bugs(stage.running)).toEqual([]);
  await strike(stage);
});

const destination = { Bucket: `arn:aws:s3:::${THEIRS}`, Account: OTHER_ACCOUNT };

async function replicateNew(more: Partial<S3.PutObjectCommandInput> = {}): Promise<string | undefined> {
  await put(stage, 'new', more);
  await stage.running.emulator.idle();
  return statusOf(stage.s3, SOURCE, 'new');
}

const letIn = (actions: readonly string[], AWS = REPLICATION_ROLE): Promise<void> =>
  putBucketPolicy(other, THEIRS, [{ ...allow(actions, `arn:aws:s3:::${THEIRS}/*`), Principal: { AWS } }]);

async function switchAclsOn(): Promise<void> {
  const OwnershipControls = { Rules: [{ ObjectOwnership: 'ObjectWriter' as const }] };
  await other.send(new S3.PutBucketOwnershipControlsCommand({ Bucket: THEIRS, OwnershipControls }));
}

async function ownerOfReplica(): Promise<string | undefined> {
  return (await other.send(new S3.GetObjectAclCommand({ Bucket: THEIRS, Key: 'new' }))).Owner?.ID;
}

describe('a destination of another account', () => {
  it('takes replicas only if its policy lets the replication role in', async () => {
    await putRules(stage, rule({ Destination: destination }));
    expect(await replicateNew()).toBe('FAILED');
    await letIn(ACTIONS.slice(0, 1));
    expect(await replicateNew()).toBe('COMPLETED');
  });

  it('can let in the session in which S3 replicates, instead of the role', async () => {
    await putRules(stage, rule({ Destination: destination }));
    const session = 'arn:aws:sts::111122223333:assumed-role/replication/s3-replication';
    await letIn(ACTIONS, `${session}-2`);
    expect(await replicateNew()).toBe('FAILED');
    await letIn(ACTIONS, session);
    expect(await replicateNew()).toBe('COMPLETED');
  });

  it('owns the replicas if its ACLs are off', async () => {
    await putRules(stage, rule({ Destination: destination }));
    await letIn(ACTIONS);
    await replicateNew();
    expect(await ownerOfReplica()).toBe(OTHER_ACCOUNT.padStart(64, '0'));
  });

  it('does not own them if its ACLs are on, unless the rule overrides the owner', async () => {
    await switchAclsOn();
    await letIn(ACTIONS);
    await putRules(stage, rule({ Destination: destination }));
    await replicateNew();
    expect(await ownerOfReplica()).toBe(OURS);
    await putRules(
      stage,
      rule({ Destination: { ...destination, AccessControlTranslation: { Owner: 'Destination' } } }),
    );
    await replicateNew({ Body: '2' });
    expect(await ownerOfReplica()).toBe(OTHER_ACCOUNT.padStart(64, '0'));
  });

  it('has to allow the change of owner in its policy', async () => {
    await letIn(ACTIONS.slice(0, 2));
    await putRules(
      stage,
      rule({ Destination: { ...destination, AccessControlTranslation: { Owner: 'Destination' } } }),
    );
    await replicateNew();
    const job = await runJob(stage);
    expect(await taskCodes(stage, job.JobId ?? '')).toEqual(['DstPutObjectNotPermitted']);
  });
});
