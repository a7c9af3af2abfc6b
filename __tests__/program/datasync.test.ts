// The built program copies by a task of DataSync: to a proven end, once, and what SUCCESS hides is told.
import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreatePolicyCommand,
  CreateUserCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import * as S3 from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import type { EmulatorOptions } from '../../emulator/emulator';
import { builtProgram } from './built';
import { POLICIES, type TaskOptions } from './datasync-setup';
import { EXECUTION, executionsOf, keysOf, PACE, putPolicy, startSync, WITH, type Started } from './syncing/started';

const built = builtProgram();
const start = (keys: readonly string[], options: TaskOptions = {}, emulator: EmulatorOptions = {}): Promise<Started> =>
  startSync(built, keys, options, emulator);

/** May write everything but `folder/b`. */
const WITHOUT_B = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    ...(JSON.parse(POLICIES.destination) as { Statement: object[] }).Statement,
    { Effect: 'Deny', Action: 's3:PutObject', Resource: 'arn:aws:s3:::copies/folder/b' },
  ],
});

describe('--method datasync', () => {
  it('copies the folder of the task, proves it in spite of file-mtime, and copies nothing again', async () => {
    const started = await start(['folder/a', 'folder/b c', 'folder/x/d', 'other/e']);
    const { run, program } = started;
    const plan = await run(['plan', ...WITH]);
    expect(plan).toMatchObject({ exitCode: 0 });
    expect(plan.stdout).toMatch(
      /3 object versions, .* would be copied[\s\S]*\$0\.55 {2}task executions[\s\S]*StartTaskExecution/,
    );
    expect(await executionsOf(started)).toBe(0);
    const first = await run(['run', ...WITH, ...PACE]);
    expect(first).toMatchObject({ exitCode: 0 });
    expect(first.stdout).toMatch(/3 objects copied .*3 verified by DataSync; all 3 objects are in 'copies\/folder\/'/);
    expect(first.stdout).toMatch(/not .*Cache-Control and Expires or 'file-mtime' in the metadata/);
    expect(await keysOf(started, 'copies')).toEqual(['folder/a', 'folder/b c', 'folder/x/d']);
    const { Metadata } = await program.s3.send(new S3.HeadObjectCommand({ Bucket: 'copies', Key: 'folder/a' }));
    expect(Metadata).toMatchObject({ of: 'it', 'file-mtime': expect.any(String) });
    const second = await run(['run', ...WITH, ...PACE]);
    expect(second).toMatchObject({ exitCode: 0 });
    expect(second.stdout).toContain('0 objects copied, 3 skipped; all 3 objects are in');
    const verify = await run(['verify', ...WITH]);
    expect(verify).toMatchObject({ exitCode: 0 });
    expect((await run(['list'])).stdout).toMatch(EXECUTION);
  }, 60_000);

  it('names what DataSync cannot carry before, and what SUCCESS hides after', async () => {
    const long = `folder/${'x'.repeat(256)}`;
    const { run } = await start(['folder/a', 'folder//e', long, 'folder/y.snapshot']);
    const plan = await run(['plan', ...WITH]);
    expect(plan.stderr).toMatch(
      /2 objects that DataSync cannot copy.*'folder\/\/e' \(a slash.*256 bytes between two slashes/,
    );
    expect(plan.stderr).toMatch(/1 object that DataSync leaves out without a word: 'folder\/y\.snapshot'/);
    const said = await run(['run', ...WITH, ...PACE]);
    expect(said).toMatchObject({ exitCode: 1 });
    expect(said.stdout).toMatch(
      /InvalidPath, FileNameTooLong: DataSync takes keys for paths[\s\S]*keys: {4}'folder\/\/e'/,
    );
    expect(said.stdout).toMatch(/2 failed; DataSync itself calls that SUCCESS; 1 of 4 objects is in .*3 missing/);
  }, 60_000);

  it('says which role may not, copies the rest, and retries exactly what failed once that is mended', async () => {
    const started = await start(['folder/a', 'folder/b', 'folder/c']);
    const { run } = started;
    await putPolicy(started, 'sync-destination', WITHOUT_B);
    const said = await run(['run', ...WITH, ...PACE]);
    expect(said).toMatchObject({ exitCode: 1 });
    expect(said.stdout).toMatch(/AccessDenied: a role of the task may not[\s\S]*keys: {4}'folder\/b'/);
    const execution = EXECUTION.exec(said.stdout + said.stderr)?.[0] ?? '';
    const report = await run(['report', execution]);
    expect(report).toMatchObject({ exitCode: 1 });
    expect(report.stdout).toContain("keys:    'folder/b'");
    await putPolicy(started, 'sync-destination', POLICIES.destination);
    const retry = await run(['retry', execution, '--outputs', 'outputs.json', '--remedied', ...PACE]);
    expect(retry).toMatchObject({ exitCode: 0 });
    expect(retry.stdout).toContain('1 listed, 1 object copied');
    const [manifest] = await keysOf(started, 'reports', 'm/');
    expect(manifest).toMatch(/^m\/datasync-[0-9a-f]{16}\.csv$/);
    const { Body } = await started.program.s3.send(new S3.GetObjectCommand({ Bucket: 'reports', Key: manifest }));
    expect(await Body?.transformToString()).toBe('"b"\n');
    expect(await keysOf(started, 'copies')).toEqual(['folder/a', 'folder/b', 'folder/c']);
  }, 60_000);

  it('lists chosen keys for DataSync, and copies those alone', async () => {
    const started = await start(['folder/a', 'folder/"b", c', 'folder/d.log', 'folder/x/e']);
    const chosen = await started.run(['run', ...WITH, ...PACE, '--exclude', '*', '--include', '*b*']);
    expect(chosen).toMatchObject({ exitCode: 0 });
    expect(await keysOf(started, 'copies')).toEqual(['folder/"b", c']);
    const below = await started.run(['run', ...WITH, ...PACE, '--prefix', 'folder/x/']);
    expect(below).toMatchObject({ exitCode: 0 });
    expect(await keysOf(started, 'copies')).toEqual(['folder/"b", c', 'folder/x/e']);
    const nothing = await started.run(['run', ...WITH, ...PACE, '--prefix', 'folder/x/', '--suffix', 'e']);
    expect(nothing.stdout + nothing.stderr).toContain('nothing that the filters choose is left to copy');
    expect(await executionsOf(started)).toBe(2);
  }, 60_000);

  it('finds the execution of a run that was killed, starts no second one, and tells a cancelled one from a failed one', async () => {
    const started = await start(['folder/a', 'folder/b'], {}, { timing: { jobStateMs: 2_500 } });
    const { run } = started;
    const killed = await run(['run', ...WITH, ...PACE], {
      interruptAt: /created execution/,
      signal: 'SIGKILL',
    });
    const execution = EXECUTION.exec(killed.stdout + killed.stderr)?.[0] ?? '';
    const again = await run(['run', ...WITH, ...PACE, '--detach']);
    expect(again).toMatchObject({ exitCode: 0 });
    expect(again.stdout + again.stderr).toContain(`attached execution ${execution}`);
    expect(await executionsOf(started)).toBe(1);
    expect(await run(['cancel', execution])).toMatchObject({ exitCode: 0 });
    const watched = await run(['watch', execution, '--poll-seconds', '0.05']);
    expect(watched).toMatchObject({ exitCode: 3 });
    expect(watched.stdout).toContain('it was cancelled, which DataSync tells as ERROR');
  }, 60_000);

  it('says before an execution what is wrong with its roles, and sends nothing', async () => {
    const started = await start(['folder/a']);
    const { run, program } = started;
    await putPolicy(started, 'sync-destination', POLICIES.destination.replace('"s3:PutObject",', ''));
    const kms = new KMSClient({
      endpoint: program.running.emulator.endpoint,
      region: 'us-east-1',
      credentials: program.running.credentials(0),
    });
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
    kms.destroy();
    await program.s3.send(
      new S3.PutBucketEncryptionCommand({
        Bucket: 'copies',
        ServerSideEncryptionConfiguration: {
          Rules: [
            {
              ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: KeyMetadata?.Arn },
            },
          ],
        },
      }),
    );
    await program.iam.send(
      new UpdateAssumeRolePolicyCommand({
        RoleName: 'sync-source',
        PolicyDocument: JSON.stringify({
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Principal: { Service: 'datasync.amazonaws.com' },
              Action: 'sts:AssumeRole',
              Condition: { StringEquals: { 'aws:SourceAccount': '999999999999' } },
            },
          ],
        }),
      }),
    );
    for (const verb of [
      ['doctor', ...WITH],
      ['run', ...WITH, ...PACE],
    ]) {
      const said = await run(verb);
      expect(said).toMatchObject({ exitCode: 2 });
      expect(said.stdout + said.stderr).toMatch(
        /role of the source .*trusts it for aws:SourceAccount '999999999999' alone/,
      );
      expect(said.stdout + said.stderr).toMatch(/role of the destination .*kms:GenerateDataKey/);
      expect(said.stdout + said.stderr).toMatch(/role of the destination .*s3:PutObject/);
    }
    expect(await executionsOf(started)).toBe(0);
  }, 60_000);

  it('refuses what it cannot heed, and what the task does not copy', async () => {
    const started = await start(['folder/a']);
    const refused: readonly (readonly [words: readonly string[], message: RegExp])[] = [
      [['--keep', 'acl'], /--keep is not for --method datasync: DataSync keeps nothing of it/],
      [
        ['--destination-storage-class', 'STANDARD_IA'],
        /--destination-storage-class is not for --method datasync: the task says it/,
      ],
      [['--delete', '--max-delete', '1'], /--delete is not for --method datasync/],
      [
        ['--prefix', 'other/'],
        /'s3:\/\/plain\/other\/' is not what it copies: the task .* copies 's3:\/\/plain\/folder\/'/,
      ],
      [['--destination-bucket', 'reports'], /it does not copy to 's3:\/\/reports\/folder\/'/],
      [['--task-arn', 'task-1'], /--task-arn: got 'task-1'; a task's ARN looks like/],
    ];
    for (const [words, message] of refused) {
      const said = await started.run(['run', ...WITH, ...PACE, ...words]);
      expect(said).toMatchObject({ exitCode: 2 });
      expect(said.stderr).toMatch(message);
    }
    const without = await started.run([
      'run',
      '--method',
      'datasync',
      '--source-bucket',
      'plain',
      '--outputs',
      '/dev/null',
      ...PACE,
    ]);
    expect(without).toMatchObject({ exitCode: 2 });
    expect(await executionsOf(started)).toBe(0);
  }, 60_000);

  it('works with exactly what policy --for datasync prints', async () => {
    const started = await start(['folder/a', 'folder/b', 'folder/c']);
    const { run, program } = started;
    const printed = await run(['policy', '--for', 'datasync', '--outputs', 'outputs.json', '--output', 'json']);
    expect(printed).toMatchObject({ exitCode: 0 });
    const policies = printed.stdout
      .split('\n')
      .filter((line) => line.includes('"kind":"policy"'))
      .map((line) => JSON.parse(line) as { of: string; name: string; trust?: object; policy: object });
    expect(policies.map(({ of }) => of)).toEqual([
      'datasync-source-role',
      'datasync-destination-role',
      'datasync-report-role',
      'caller',
    ]);
    for (const { name, trust, policy } of policies) {
      if (trust === undefined) {
        await program.iam.send(new CreateUserCommand({ UserName: 'caller' }));
        const { Policy } = await program.iam.send(
          new CreatePolicyCommand({ PolicyName: 'caller', PolicyDocument: JSON.stringify(policy) }),
        );
        await program.iam.send(new AttachUserPolicyCommand({ UserName: 'caller', PolicyArn: Policy?.Arn }));
        continue;
      }
      await putPolicy(started, name, JSON.stringify(policy));
      await program.iam.send(
        new UpdateAssumeRolePolicyCommand({ RoleName: name, PolicyDocument: JSON.stringify(trust) }),
      );
    }
    const { AccessKey } = await program.iam.send(new CreateAccessKeyCommand({ UserName: 'caller' }));
    const env = {
      AWS_ACCESS_KEY_ID: AccessKey?.AccessKeyId ?? '',
      AWS_SECRET_ACCESS_KEY: AccessKey?.SecretAccessKey ?? '',
    };
    const few = await run(['run', ...WITH, ...PACE, '--exclude', '*', '--include', 'a'], { env });
    expect(few).toMatchObject({ exitCode: 0 });
    const all = await run(['run', ...WITH, ...PACE, '--output', 'json'], { env });
    expect(all).toMatchObject({ exitCode: 0 });
    expect(all.stdout).not.toContain('could-not-check');
    expect(await keysOf(started, 'copies')).toEqual(['folder/a', 'folder/b', 'folder/c']);
  }, 60_000);
});
