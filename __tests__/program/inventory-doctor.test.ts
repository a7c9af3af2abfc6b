// What is amiss with functions behind an inventory is found before anything is sent, each by itself; and the printed policy is enough.
import { setTimeout } from 'node:timers/promises';
import * as EB from '@aws-sdk/client-eventbridge';
import * as Iam from '@aws-sdk/client-iam';
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import * as L from '@aws-sdk/client-lambda';
import * as S3 from '@aws-sdk/client-s3';
import * as SQS from '@aws-sdk/client-sqs';
import { afterEach, describe, expect, it } from '@jest/globals';
import { builtProgram } from './built';
import { ACCOUNT, addInventory, POLICIES, REGION, type InventorySetup } from './inventory-setup';
import type { Program, Said } from './setup';

const built = builtProgram();
const WITH = ['--method', 'inventory', '--outputs', 'outputs.json'];
const PACE = ['--yes', '--poll-seconds', '0.1', '--timeout', '25'];
const RUN = /inventory-[0-9a-f]{16}/;

let there: InventorySetup;
let program: Program;

afterEach(() => there.close());

async function start(): Promise<void> {
  program = await built.start([], { runFunctions: true });
  there = await addInventory(program, ['in/a', 'in/b', 'in/c'], { rule: true });
}

const run = (words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Said> =>
  program.run(words, { env: { ...REGION, ...env } });

/** Of the copies; outcomes may be written. */
const WITHOUT_WRITING = POLICIES.worker.replace('"s3:PutObject","s3:PutObjectTagging"', '"s3:PutObjectTagging"');

const DENYING = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Deny',
      Principal: '*',
      Action: 'sqs:DeleteMessage',
      Resource: `arn:aws:sqs:us-east-1:${ACCOUNT}:copies`,
    },
  ],
});

interface Row {
  readonly breaks: () => Promise<unknown>;
  readonly mends?: () => Promise<unknown>;
  readonly finds: RegExp;
}

const put = (RoleName: string, PolicyDocument: string) =>
  program.iam.send(new Iam.PutRolePolicyCommand({ RoleName, PolicyName: 'all', PolicyDocument }));

const trust = (RoleName: string, service: string, Condition: object = {}) =>
  program.iam.send(
    new Iam.UpdateAssumeRolePolicyCommand({
      RoleName,
      PolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole', Condition }],
      }),
    }),
  );

const set = (QueueUrl: string, Attributes: Record<string, string>) =>
  there.sqs.send(new SQS.SetQueueAttributesCommand({ QueueUrl, Attributes }));

const attribute = async (QueueUrl: string, name: 'Policy' | 'RedrivePolicy') =>
  (await there.sqs.send(new SQS.GetQueueAttributesCommand({ QueueUrl, AttributeNames: [name] }))).Attributes?.[name] ??
  '';

const notify = (NotificationConfiguration: S3.NotificationConfiguration) =>
  program.s3.send(new S3.PutBucketNotificationConfigurationCommand({ Bucket: 'reports', NotificationConfiguration }));

async function rule(State: 'ENABLED' | 'DISABLED'): Promise<void> {
  const { EventPattern } = await there.events.send(new EB.DescribeRuleCommand({ Name: 'delivered' }));
  await there.events.send(new EB.PutRuleCommand({ Name: 'delivered', EventPattern, State }));
}

async function configure(change: Partial<S3.InventoryConfiguration>): Promise<void> {
  const named = { Bucket: 'plain', Id: 'backfill' };
  const { InventoryConfiguration } = await program.s3.send(new S3.GetBucketInventoryConfigurationCommand(named));
  if (InventoryConfiguration === undefined) throw new Error('there is no configuration');
  await program.s3.send(
    new S3.PutBucketInventoryConfigurationCommand({
      ...named,
      InventoryConfiguration: { ...InventoryConfiguration, ...change },
    }),
  );
}

async function newKey(): Promise<string> {
  const { endpoint, region } = program.running.emulator;
  const kms = new KMSClient({ endpoint, region, credentials: program.running.credentials(0) });
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
  kms.destroy();
  return KeyMetadata?.Arn ?? '';
}

async function encrypt(): Promise<void> {
  const ApplyServerSideEncryptionByDefault = { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: await newKey() } as const;
  const ServerSideEncryptionConfiguration = { Rules: [{ ApplyServerSideEncryptionByDefault }] };
  await program.s3.send(new S3.PutBucketEncryptionCommand({ Bucket: 'copies', ServerSideEncryptionConfiguration }));
}

const TO_REPORTS = { Bucket: 'arn:aws:s3:::reports', Format: 'CSV', Prefix: 'inv' } as const;

async function encryptInventories(): Promise<void> {
  const Encryption = { SSEKMS: { KeyId: await newKey() } };
  await configure({ Destination: { S3BucketDestination: { ...TO_REPORTS, Encryption } } });
}

const OUTSIDE = {
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:PutObject',
  Resource: 'arn:aws:s3:::reports/*',
  Condition: { StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } },
};

/** S3 may deliver inventories of this bucket, save what is denied. */
function deliveringFor(sourceArn: string, ...denied: readonly object[]): Promise<unknown> {
  const delivering = {
    Effect: 'Allow',
    Principal: { Service: 's3.amazonaws.com' },
    Action: 's3:PutObject',
    Resource: 'arn:aws:s3:::reports/*',
    Condition: { ArnLike: { 'aws:SourceArn': sourceArn }, StringEquals: { 'aws:SourceAccount': ACCOUNT } },
  };
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [delivering, ...denied] });
  return program.s3.send(new S3.PutBucketPolicyCommand({ Bucket: 'reports', Policy }));
}

/** The bucket is made again, and its inventory is that of the one before. */
async function makeAgain(): Promise<void> {
  for (const Key of ['in/a', 'in/b', 'in/c'])
    await program.s3.send(new S3.DeleteObjectCommand({ Bucket: 'plain', Key }));
  await program.s3.send(new S3.DeleteBucketCommand({ Bucket: 'plain' }));
  await program.s3.send(new S3.CreateBucketCommand({ Bucket: 'plain' }));
  await program.s3.send(new S3.PutObjectCommand({ Bucket: 'plain', Key: 'in/z', Body: 'z' }));
}

async function damage(): Promise<void> {
  const { Contents = [] } = await program.s3.send(new S3.ListObjectsV2Command({ Bucket: 'reports', Prefix: 'inv/' }));
  const Key = Contents.map((one) => one.Key ?? '').find((key) => key.endsWith('manifest.checksum'));
  await program.s3.send(new S3.PutObjectCommand({ Bucket: 'reports', Key, Body: '0'.repeat(32) }));
}

async function rows(): Promise<Readonly<Record<string, Row>>> {
  const { urls, lambda } = there;
  const listPolicy = await attribute(urls.lists, 'Policy');
  const redrive = await attribute(urls.copies, 'RedrivePolicy');
  return {
    'no worker is called': {
      breaks: () => there.enable('worker', false),
      mends: () => there.enable('worker', true),
      finds: /the mapping \S+, which calls the function worker, is Disabled: messages wait/,
    },
    'the rule is switched off': {
      breaks: () => rule('DISABLED'),
      mends: () => rule('ENABLED'),
      finds: /the rule delivered of EventBridge is DISABLED: an inventory that is delivered begins nothing by itself/,
    },
    'the report bucket tells EventBridge nothing': {
      breaks: () => notify({}),
      mends: () => notify({ EventBridgeConfiguration: {} }),
      finds: /the bucket 'reports' tells EventBridge nothing/,
    },
    'EventBridge may not send': {
      breaks: () => set(urls.lists, { Policy: '' }),
      mends: () => set(urls.lists, { Policy: listPolicy }),
      finds: /the policy of the queue \S+:lists does not let events\.amazonaws\.com send/,
    },
    'nothing is given up': {
      breaks: () => set(urls.copies, { RedrivePolicy: '' }),
      mends: () => set(urls.copies, { RedrivePolicy: redrive }),
      finds: /the queue \S+copies gives nothing up to \S+:copies-dead/,
    },
    'dead letters are there': {
      breaks: () => there.sqs.send(new SQS.SendMessageCommand({ QueueUrl: urls['copies-dead'], MessageBody: 'x' })),
      mends: () => there.sqs.send(new SQS.PurgeQueueCommand({ QueueUrl: urls['copies-dead'] })),
      finds: /1 message of an earlier run is with the dead letters of \S+:copies/,
    },
    'inventories go elsewhere': {
      breaks: () =>
        configure({
          Destination: { S3BucketDestination: { Bucket: 'arn:aws:s3:::reports', Format: 'CSV', Prefix: 'else' } },
        }),
      mends: () => configure({ Destination: { S3BucketDestination: TO_REPORTS } }),
      finds: /delivers to s3:\/\/reports\/else, and the handoff says s3:\/\/reports\/inv/,
    },
    'S3 lists another prefix': {
      breaks: () => configure({ Filter: { Prefix: 'other/' } }),
      mends: () => configure({ Filter: { Prefix: 'in/' } }),
      finds: /lists keys that begin with 'other\/' alone, and 'in\/' is to be copied/,
    },
    'the worker may not write': {
      breaks: () => put('worker', WITHOUT_WRITING),
      mends: () => put('worker', POLICIES.worker),
      finds: /role of the worker .*s3:PutObject/,
    },
    'the reader may not read': {
      breaks: () => put('reader', POLICIES.reader.replace('"s3:GetObject"', '"s3:GetObjectAcl"')),
      mends: () => put('reader', POLICIES.reader),
      finds: /role of the reader .*s3:GetObject/,
    },
    'Lambda is not trusted': {
      breaks: () => trust('worker', 'ec2.amazonaws.com'),
      mends: () => trust('worker', 'lambda.amazonaws.com'),
      finds: /role of the worker \S+ does not trust lambda\.amazonaws\.com/,
    },
    'Lambda is trusted for functions of another account': {
      breaks: () => trust('worker', 'lambda.amazonaws.com', { StringEquals: { 'aws:SourceAccount': '444455556666' } }),
      mends: () => trust('worker', 'lambda.amazonaws.com'),
      finds:
        /role of the worker \S+ trusts lambda\.amazonaws\.com only under a condition that does not hold: aws:SourceAccount/,
    },
    'S3 may not deliver': {
      breaks: () => deliveringFor('arn:aws:s3:::other'),
      mends: () => deliveringFor('arn:aws:s3:::plain'),
      finds:
        /the policy of the bucket reports does not let s3\.amazonaws\.com do s3:PutObject for the bucket 'plain': no inventory is/,
    },
    'nobody may deliver without a VPC endpoint': {
      breaks: () => deliveringFor('arn:aws:s3:::plain', OUTSIDE),
      mends: () => deliveringFor('arn:aws:s3:::plain'),
      finds:
        /the policy of the bucket reports denies s3\.amazonaws\.com s3:PutObject \(statement 2\): no inventory is delivered/,
    },
    'the key of inventories does not let S3 deliver': {
      breaks: encryptInventories,
      mends: () => configure({ Destination: { S3BucketDestination: TO_REPORTS } }),
      finds: /the policy of the key \S+ does not let s3\.amazonaws\.com do kms:GenerateDataKey for the bucket 'plain'/,
    },
    'a key may not be used': {
      breaks: encrypt,
      mends: () => program.s3.send(new S3.DeleteBucketEncryptionCommand({ Bucket: 'copies' })),
      finds: /role of the worker .*kms:GenerateDataKey/,
    },
    'the reader may not send': {
      breaks: () => put('reader', POLICIES.reader.replaceAll('"sqs:SendMessage"', '"sqs:GetQueueUrl"')),
      mends: () => put('reader', POLICIES.reader),
      finds: /role of the reader .*sqs:SendMessage on \S+:lists, \S+:copies/,
    },
    'the worker may not receive': {
      breaks: () => put('worker', POLICIES.worker.replace('"sqs:ReceiveMessage",', '')),
      mends: () => put('worker', POLICIES.worker),
      finds: /role of the worker .*lacks sqs:ReceiveMessage on \S+:copies.*messages would wait/,
    },
    'the policy of a queue denies the worker': {
      breaks: () => set(urls.copies, { Policy: DENYING }),
      mends: () => set(urls.copies, { Policy: '' }),
      finds: /role of the worker .*sqs:DeleteMessage on \S+:copies: the policy of the queue \S+:copies denies it/,
    },
    'the key of a queue may not be used': {
      breaks: async () => set(urls.copies, { KmsMasterKeyId: await newKey() }),
      mends: () => set(urls.copies, { KmsMasterKeyId: '' }),
      finds: /role of the worker .*lacks kms:Decrypt on .*messages of \S+:copies could not be read or sent/,
    },
    'the key of inventories may not be used': {
      breaks: encryptInventories,
      mends: () => configure({ Destination: { S3BucketDestination: TO_REPORTS } }),
      finds: /role of the reader .*lacks kms:Decrypt on /,
    },
    'S3 lists nothing': {
      breaks: () =>
        program.s3.send(new S3.DeleteBucketInventoryConfigurationCommand({ Bucket: 'plain', Id: 'backfill' })),
      finds: /the bucket 'plain' has no inventory configuration 'backfill'/,
    },
    'the inventory is damaged': { breaks: damage, finds: /the newest inventory .* is damaged: its checksum is/ },
    'the function is gone': {
      breaks: () => lambda.send(new L.DeleteFunctionCommand({ FunctionName: 'worker' })),
      finds: /there is no function worker in us-east-1/,
    },
  };
}

describe('functions behind an inventory', () => {
  it('are looked at before anything is sent: each fault is found, by itself', async () => {
    await start();
    await there.deliver();
    const whole = await run(['doctor', ...WITH]);
    expect(whole).toMatchObject({ exitCode: 0 });
    expect(whole.stdout).toMatch(/nothing is wrong: 19 answers ok/);
    const found: Record<string, boolean> = {};
    const all = await rows();
    for (const [title, { breaks, mends, finds }] of Object.entries(all)) {
      await breaks();
      const said = await run(['doctor', ...WITH]);
      found[title] = finds.test(said.stdout + said.stderr);
      if (!found[title]) found[`${title}: ${said.stdout}${said.stderr}`] = false;
      await mends?.();
    }
    expect(found).toEqual(Object.fromEntries(Object.keys(all).map((title) => [title, true])));
  }, 300_000);

  it('begin with no inventory that is older than the bucket', async () => {
    await start();
    await there.deliver();
    // S3 tells the second in which a bucket was made.
    await setTimeout(1_100);
    await makeAgain();
    const said = await run(['run', ...WITH, ...PACE]);
    expect(said).toMatchObject({ exitCode: 2 });
    expect(said.stderr).toMatch(/the newest inventory .* older than the bucket 'plain', which was made again since/);
  }, 60_000);

  it('are run by whoever has what policy --for inventory prints, and nothing else', async () => {
    await start();
    const printed = await run(['policy', '--for', 'inventory', '--outputs', 'outputs.json', '--output', 'json']);
    expect(printed).toMatchObject({ exitCode: 0 });
    const line = printed.stdout.split('\n').find((one) => one.includes('"kind":"policy"')) ?? '{}';
    const { policy } = JSON.parse(line) as { readonly policy: object };
    await program.iam.send(new Iam.CreateUserCommand({ UserName: 'caller' }));
    await program.iam.send(
      new Iam.CreatePolicyCommand({ PolicyName: 'caller', PolicyDocument: JSON.stringify(policy) }),
    );
    await program.iam.send(
      new Iam.AttachUserPolicyCommand({ UserName: 'caller', PolicyArn: `arn:aws:iam::${ACCOUNT}:policy/caller` }),
    );
    const { AccessKey } = await program.iam.send(new Iam.CreateAccessKeyCommand({ UserName: 'caller' }));
    const env = {
      AWS_ACCESS_KEY_ID: AccessKey?.AccessKeyId ?? '',
      AWS_SECRET_ACCESS_KEY: AccessKey?.SecretAccessKey ?? '',
    };
    const refused: Record<string, readonly string[]> = {};
    const runAsCaller = async (words: readonly string[]): Promise<Said> => {
      const before = program.running.log.length;
      const said = await run(words, env);
      refused[words.join(' ')] = program.running.log
        .slice(before)
        .flatMap((entry) => (entry.kind === 'request' && entry.status === 403 ? [entry] : []))
        // By the worker, as is arranged; and S3 tells the Region of a bucket in the refusal of HeadBucket, too.
        .filter(({ operation }) => operation !== 's3:CopyObject' && operation !== 's3:HeadBucket')
        .map(({ operation, target }) => `${operation} ${target}`);
      return said;
    };
    await put('worker', WITHOUT_WRITING);
    const failed = await runAsCaller(['run', ...WITH, ...PACE, '--from-listing', '--checks', 'basic']);
    expect(failed).toMatchObject({ exitCode: 1 });
    const id = RUN.exec(failed.stderr)?.[0] ?? '';
    await put('worker', POLICIES.worker);
    for (const words of [
      ['retry', id, '--outputs', 'outputs.json', '--remedied', ...PACE],
      ['report', id],
      ['status', id],
      ['watch', id, '--poll-seconds', '0.1'],
      ['plan', ...WITH, '--from-listing', '--key', 'in/a'],
      ['verify', ...WITH],
    ])
      expect([words[0], (await runAsCaller(words)).exitCode]).toEqual([words[0], 0]);
    expect(refused).toEqual(Object.fromEntries(Object.keys(refused).map((words) => [words, []])));
  }, 60_000);
});
