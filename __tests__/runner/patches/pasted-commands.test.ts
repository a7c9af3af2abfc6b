/** @group outside */
// Commands that the doctor gives, pasted into a shell with the AWS CLI, which nobody here wrote.
import { DescribeKeyCommand, DisableKeyCommand, ScheduleKeyDeletionCommand } from '@aws-sdk/client-kms';
import * as IAM from '@aws-sdk/client-iam';
import * as S3 from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeEach, expect, it } from '@jest/globals';
import { describeWith, makeFolder, removeFolder } from '../../e2e/setup';
import { destroyKmsClients } from '../../emulator/kms/kms-client';
import { bugs } from '../../emulator/running';
import { allow, put, putRules, setStage, SOURCE, strike, type Stage } from '../../emulator/stage';
import { findings } from '../checks/setups/examined';
import { keysOf, putKeyed, putKeyedRule } from '../checks/setups/keyed';
import type { Patch } from '../../../runner/events/check-events';
import { pasteCommands } from './paste';

const PATIENCE_MS = 60_000;

describeWith(['aws', 'bash'], 'a command', () => {
  let stage: Stage;
  let folder: string;

  beforeEach(async () => {
    stage = await setStage();
    folder = makeFolder();
  });
  afterEach(async () => {
    expect(bugs(stage.running)).toEqual([]);
    await strike(stage);
    removeFolder(folder);
  });
  afterAll(destroyKmsClients);

  /** Runs the patch of the check, line by line, and gives what the commands have printed. */
  async function paste(check: string, changes?: Parameters<typeof findings>[1]): Promise<string> {
    const found = (await findings(stage, changes)).find((one) => one.check === check && one.answer === 'wrong');
    const patch: Patch | undefined = found?.patch;
    expect(patch?.language).toBe('sh');
    return pasteCommands(stage, patch?.text ?? '', folder);
  }

  it(
    'enables a key again, and takes back its deletion',
    async () => {
      await putKeyed(stage);
      await putKeyedRule(stage);
      const { away, replica } = keysOf(stage);
      for (const harm of [
        () => away.send(new DisableKeyCommand({ KeyId: replica })),
        () => away.send(new ScheduleKeyDeletionCommand({ KeyId: replica, PendingWindowInDays: 7 })),
      ]) {
        await harm();
        await paste('kms-keys');
        const { KeyMetadata } = await away.send(new DescribeKeyCommand({ KeyId: replica }));
        expect(KeyMetadata?.KeyState).toBe('Enabled');
      }
      expect(await findings(stage)).toEqual([]);
    },
    PATIENCE_MS,
  );

  it.each([
    "it's $(cold)\n",
    '-x y',
    'file:///etc/hostname',
    'http://127.0.0.1:1/x',
    '##vso[a.b]\u202e',
    '::error::!x',
  ])(
    'restores an archived object: %j',
    async (key) => {
      await put(stage, key, { StorageClass: 'GLACIER' });
      await putRules(stage);
      await paste('source-objects');
      const { Versions = [] } = await stage.s3.send(new S3.ListObjectVersionsCommand({ Bucket: SOURCE }));
      expect(Versions.map(({ StorageClass }) => StorageClass).sort()).toEqual(['GLACIER', 'STANDARD']);
    },
    PATIENCE_MS,
  );

  it(
    'writes the replication configuration again as it was',
    async () => {
      await put(stage, 'plain');
      await putRules(stage);
      const asked = new S3.GetBucketReplicationCommand({ Bucket: SOURCE });
      const { ReplicationConfiguration: before } = await stage.s3.send(asked);
      const said = await paste('destination-settings', {
        destinations: [{ bucket: 'replicas-of-stage', region: 'ap-south-1', ruleId: 'all' }],
      });
      expect(said).toContain('terraform apply');
      expect((await stage.s3.send(asked)).ReplicationConfiguration).toEqual(before);
    },
    PATIENCE_MS,
  );

  it(
    'names the policy that denies',
    async () => {
      await put(stage, 'plain');
      await putRules(stage);
      const Statement = [{ ...allow('s3:ReplicateObject', '*'), Effect: 'Deny' }];
      const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
      await stage.iam.send(
        new IAM.PutRolePolicyCommand({ RoleName: 'replication', PolicyName: 'the-deny', PolicyDocument }),
      );
      expect(await paste('replication-role-permissions')).toContain('the-deny');
    },
    PATIENCE_MS,
  );
});
