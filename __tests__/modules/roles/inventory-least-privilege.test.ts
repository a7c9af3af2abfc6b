// What the roles of the functions behind an inventory get is needed, all of it, and it is enough: the very policies of InventoryCopy, on the built
// functions in the emulator, which asks IAM and KMS for each request. Whole, all is read and copied; without any single action something is not, and
// the mapping, the log, or the report says why.
import * as Iam from '@aws-sdk/client-iam';
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import * as S3 from '@aws-sdk/client-s3';
import * as SQS from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { writtenPolicies, type Policy } from '../../../docs/tables/policies';
import { InventoryCopy, type Permission } from '../../../modules';
import {
  INVENTORY_READER_PERMISSIONS,
  INVENTORY_WORKER_PERMISSIONS,
} from '../../../modules/policies/inventory-permissions';
import { makeFolder, removeFolder } from '../../e2e/setup';
import { bugs, startEmulator, type Running } from '../../emulator/running';
import { ACCOUNT, addInventory, queueArn, type InventorySetup } from '../../program/inventory-setup';
import { without } from './policy-cuts';

const REGION = 'us-east-1';
type Name = 'reader' | 'worker';

/** The emulator keeps the logs of functions without asking, and holds no object that is copied in parts, which are those over 5 GiB. */
const UNTRIED = new Set([
  'logs:CreateLogStream on function logs',
  'logs:PutLogEvents on function logs',
  's3:ListObjectAnnotations on source objects',
  's3:AbortMultipartUpload on destination objects',
  'kms:Decrypt on destination key',
]);
const PERMISSIONS = { reader: INVENTORY_READER_PERMISSIONS, worker: INVENTORY_WORKER_PERMISSIONS };
const cutsOf = (name: Name) =>
  PERMISSIONS[name]
    .filter(({ action, on }) => !UNTRIED.has(`${action} on ${on}`))
    .map((one) => [one.action, one.on, one] as const);

let folder: string;
let running: Running;
let s3: S3.S3Client;
let iam: Iam.IAMClient;
let kms: KMSClient;
let there: InventorySetup;
let policies: Readonly<Record<Name, Policy>>;
let manifest: string;
let orders: readonly object[];
const keys: Record<'queue' | 'inventory' | 'source' | 'destination', string> = {
  queue: '',
  inventory: '',
  source: '',
  destination: '',
};

function policiesOf(): typeof policies {
  const policy = writtenPolicies((stack) => {
    new InventoryCopy(stack, 'copies', {
      sourceBucketName: 'plain',
      prefix: 'in/',
      sourceKmsKeyArns: [keys.source],
      destinationBucketName: 'copies',
      destinationPrefix: 'out/',
      destinationKmsKeyArns: [keys.destination],
      inventoryPrefix: 'inv',
      inventoryKmsKeyArn: keys.inventory,
      queueKmsKeyArn: keys.queue,
      reportBucket: { existing: 'reports' },
      reportPrefix: 'r',
      archivePath: '${path.module}/inventory-copy.zip',
    });
  }, REGION);
  const written = (name: Name): Policy =>
    JSON.parse(
      JSON.stringify(policy(`copies_${name}_permissions`))
        .replace(/\$\{aws_sqs_queue\.copies_(lists|copies)-queue_messages\w*\.arn\}/g, (_, queue: string) =>
          queueArn(queue),
        )
        .replace(/\$\{aws_cloudwatch_log_group\.[^}]*\}/g, `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/aws/lambda/x`),
    ) as Policy;
  return { reader: written('reader'), worker: written('worker') };
}

beforeAll(async () => {
  folder = makeFolder();
  running = await startEmulator({ region: REGION, runFunctions: true });
  const settings = { endpoint: running.emulator.endpoint, region: REGION, credentials: running.credentials(0) };
  s3 = running.s3();
  iam = new Iam.IAMClient(settings);
  kms = new KMSClient(settings);
  const forS3 = {
    Effect: 'Allow',
    Principal: { Service: 's3.amazonaws.com' },
    Action: 'kms:GenerateDataKey',
    Resource: '*',
  };
  const owner = { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'kms:*', Resource: '*' };
  for (const name of ['queue', 'inventory', 'source', 'destination'] as const) {
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: name === 'inventory' ? [owner, forS3] : [owner],
    });
    keys[name] = (await kms.send(new CreateKeyCommand({ Policy }))).KeyMetadata?.Arn ?? '';
  }
  await s3.send(new S3.CreateBucketCommand({ Bucket: 'reports' }));
  there = await addInventory({ s3, iam, folder, running }, []);
  policies = policiesOf();
  for (const name of ['reader', 'worker'] as const) {
    await there.enable(name, false);
    await give(name, policies[name]);
  }
  for (const name of ['lists', 'copies'] as const)
    await there.sqs.send(
      new SQS.SetQueueAttributesCommand({ QueueUrl: there.urls[name], Attributes: { KmsMasterKeyId: keys.queue } }),
    );
  await encrypt('copies', keys.destination);
  await putSource();
  await listByInventory();
}, 60_000);

afterAll(async () => {
  there.close();
  for (const client of [iam, kms]) client.destroy();
  await running.close();
  expect(bugs(running)).toEqual([]);
  removeFolder(folder);
});

const give = (RoleName: Name, policy: Policy): Promise<unknown> =>
  iam.send(new Iam.PutRolePolicyCommand({ RoleName, PolicyName: 'all', PolicyDocument: JSON.stringify(policy) }));

async function encrypt(Bucket: string, KMSMasterKeyID: string): Promise<void> {
  const Rules = [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' as const, KMSMasterKeyID } }];
  await s3.send(new S3.PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules } }));
}

/** One object for each permission; `in/forbidden` nobody may read, and `in/gone` is listed alone. */
async function putSource(): Promise<void> {
  const underKey = { ServerSideEncryption: 'aws:kms' as const, SSEKMSKeyId: keys.source };
  const objects: Readonly<Record<string, Partial<S3.PutObjectCommandInput>>> = {
    plain: {},
    tagged: { Tagging: 'a=b' },
    annotated: {},
    encrypted: underKey,
    other: {},
    alike: underKey,
    forbidden: {},
  };
  for (const [name, more] of Object.entries(objects))
    await s3.send(new S3.PutObjectCommand({ Bucket: 'plain', Key: `in/${name}`, Body: name, ...more }));
  const annotation = { AnnotationName: 'note', AnnotationPayload: 'text' };
  await s3.send(new S3.PutObjectAnnotationCommand({ Bucket: 'plain', Key: 'in/annotated', ...annotation }));
  const deny = { Effect: 'Deny', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::plain/in/forbidden' };
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [deny] });
  await s3.send(new S3.PutBucketPolicyCommand({ Bucket: 'plain', Policy }));
  const { Contents = [] } = await s3.send(new S3.ListObjectsV2Command({ Bucket: 'plain', Prefix: 'in/' }));
  const rows = Contents.map(
    ({ Key = '', Size = 0, ETag = '', LastModified }) =>
      [Key, Size, ETag.replaceAll('"', ''), LastModified?.getTime() ?? 0, 'STANDARD'] as const,
  );
  const gone = ['in/gone', 1, '0'.repeat(32), 0, 'STANDARD'] as const;
  orders = [[...rows.filter(([key]) => key !== 'in/forbidden'), gone], rows.filter(([key]) => key === 'in/forbidden')];
}

async function listByInventory(): Promise<void> {
  const named = { Bucket: 'plain', Id: 'backfill' };
  const { InventoryConfiguration: found } = await s3.send(new S3.GetBucketInventoryConfigurationCommand(named));
  const to = found?.Destination?.S3BucketDestination;
  if (found === undefined || to === undefined) throw new Error('there is no inventory configuration');
  const S3BucketDestination = { ...to, Encryption: { SSEKMS: { KeyId: keys.inventory } } };
  const InventoryConfiguration = { ...found, Destination: { S3BucketDestination } };
  await s3.send(new S3.PutBucketInventoryConfigurationCommand({ ...named, InventoryConfiguration }));
  await there.deliver();
  manifest = (await keysIn('reports', 'inv/')).find((key) => key.endsWith('/manifest.json')) ?? '';
}

async function keysIn(Bucket: string, Prefix: string): Promise<readonly string[]> {
  const { Contents = [] } = await s3.send(new S3.ListObjectsV2Command({ Bucket, Prefix }));
  return Contents.map(({ Key = '' }) => Key);
}

async function empty(Bucket: string, prefix: string): Promise<void> {
  for (const Key of await keysIn(Bucket, prefix)) await s3.send(new S3.DeleteObjectCommand({ Bucket, Key }));
}

const waiting = (queue: string): number => running.emulator.world.queueMessages.get(queueArn(queue))?.size ?? 0;
const mappingOf = (name: Name) => {
  const mapping = [...running.emulator.world.eventSourceMappings.values()].find(({ functionArn }) =>
    functionArn.endsWith(`:${name}`),
  );
  if (mapping === undefined) throw new Error(`nothing calls ${name}`);
  return mapping;
};
/** What the function has told itself. */
const logOf = (name: Name): readonly string[] =>
  [...running.emulator.world.functionLogs]
    .filter(([arn]) => arn.endsWith(`:${name}`))
    .flatMap(([, lines]) => lines.map(({ text }) => text));

const QUEUE_OF = { reader: 'lists', worker: 'copies' } as const;

/** Messages are worked off until nothing is left of them, or something says why that does not come. @returns what is told of it */
async function work(name: Name, bodies: readonly string[], cut: Permission | undefined): Promise<readonly string[]> {
  const queue = QUEUE_OF[name];
  const mapping = mappingOf(name);
  mapping.lastResult = '';
  const before = logOf(name).length;
  const told = () =>
    logOf(name)
      .slice(before)
      .flatMap((line) => /"(?:why|code|errorMessage)":"(.*?)"/.exec(line)?.slice(1, 2) ?? []);
  const isStuck = (): boolean =>
    mapping.lastResult.startsWith('PROBLEM') ||
    logOf(name)
      .slice(before)
      .some((line) => line.includes('not-postponed'));
  await give(name, cut === undefined ? policies[name] : without(policies[name], cut));
  try {
    await there.enable(name, true);
    for (const MessageBody of bodies)
      await there.sqs.send(new SQS.SendMessageCommand({ QueueUrl: there.urls[queue], MessageBody }));
    const { clientClock, closing } = running.emulator.world;
    for (let times = 0; waiting(queue) > 0 && !isStuck(); times += 1) {
      if (times > 1_000) throw new Error('nothing came of it in ten seconds');
      await clientClock.sleep(10, closing);
    }
    const problem = mapping.lastResult.startsWith('PROBLEM') ? [mapping.lastResult] : [];
    return [...problem, `${waiting(queue)} left`, `${waiting(`${queue}-dead`)} given up`, ...told()];
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'InvalidParameterValueException') throw error;
    return [error.message];
  } finally {
    // What one try has begun ends with the policy of that try, before its queues are forgotten: a reader that is in the middle of a
    // file would send it to the next try.
    mapping.isEnabled = false;
    await running.emulator.idle();
    await give(name, policies[name]);
  }
}

/** Nothing of one try is left for the next. */
function forget(...queues: readonly string[]): void {
  for (const queue of queues) running.emulator.world.queueMessages.get(queueArn(queue))?.clear();
}

/** An inventory, and a message that means nothing, which is to be given up at once. */
async function read(cut?: Permission): Promise<readonly string[]> {
  await empty('reports', 'r/');
  try {
    const told = await work(
      'reader',
      [JSON.stringify({ version: 1, kind: 'manifest', key: manifest }), 'nothing'],
      cut,
    );
    return [...told, `${waiting('copies')} sent`].sort();
  } finally {
    forget('lists', 'lists-dead', 'copies');
  }
}

let run = 0;

async function copy(cut?: Permission): Promise<readonly string[]> {
  run += 1;
  const id = `inventory-${String(run).padStart(16, '0')}`;
  await empty('copies', 'out/');
  for (const [name, Body] of Object.entries({ other: 'another one', alike: 'ALIKE' }))
    await s3.send(new S3.PutObjectCommand({ Bucket: 'copies', Key: `out/${name}`, Body }));
  try {
    const bodies = orders.map((objects) => JSON.stringify({ version: 1, kind: 'keys', run: id, objects }));
    const told = await work('worker', bodies, cut);
    const lines: string[] = [];
    for (const Key of await keysIn('reports', `r/${id}/outcomes/`)) {
      const text = await (await s3.send(new S3.GetObjectCommand({ Bucket: 'reports', Key }))).Body?.transformToString();
      for (const line of (text ?? '').trimEnd().split('\n')) {
        const { key = '', became = '', code = '' } = JSON.parse(line) as Readonly<Record<string, string>>;
        lines.push(`${key} ${became} ${code}`.trimEnd());
      }
    }
    return [...told.filter((one) => one !== ''), ...lines].sort();
  } finally {
    forget('copies', 'copies-dead');
  }
}

const READ = ['0 left', '1 given up', '1 sent', 'the message names neither an inventory nor a file of one'];
const COPIED = [
  '0 left',
  '1 given up',
  'in/alike copied',
  'in/annotated copied',
  'in/encrypted copied',
  'in/forbidden failed AccessDenied',
  'in/gone gone',
  'in/other copied',
  'in/plain copied',
  'in/tagged copied',
];

const NAMED = /AccessDenied|not authorized|does not have permissions|may not (?:call|use)/;

describe('the policy of the reader', () => {
  it('is enough: an inventory under a key is read, and what means nothing is given up', async () => {
    expect(await read()).toEqual(READ.map((line) => expect.stringContaining(line)));
  });

  it.each(cutsOf('reader'))('without %s on %s something breaks, and is named', async (_action, _on, cut) => {
    const told = await read(cut);
    expect(told).not.toEqual(READ.map((line) => expect.stringContaining(line)));
    expect(told.join('\n')).toMatch(NAMED);
  });
});

describe('the policy of the worker', () => {
  it('is enough: every kind of object is copied, and what nobody may read is told', async () => {
    expect(await copy()).toEqual(COPIED);
  });

  it.each(cutsOf('worker'))('without %s on %s something breaks, and is named', async (_action, _on, cut) => {
    const told = await copy(cut);
    expect(told).not.toEqual(COPIED);
    expect(told.filter((line) => !COPIED.includes(line)).join('\n')).toMatch(NAMED);
  });
});
