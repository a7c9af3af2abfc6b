// The guide's examples do what the guide says, on a local AWS. Nothing here leaves this machine.
import { createServer, type Server } from 'node:http';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import {
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  PutBucketPolicyCommand,
  PutBucketReplicationCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { describeWith } from '../e2e/setup';
import { bugs } from '../emulator/running';
import {
  addressOf,
  awsCliKnows,
  GUIDE,
  itWithAwsCli,
  listen,
  PYTHON,
  startWorld,
  stop,
  type GuideWorld,
} from './guide-world';

const SOURCE = 'example-source';
const DESTINATION = 'example-destination';
const KEYS = ['folder/a b+c%20d.txt', 'folder/größe/日本.txt', 'folder/photo.jpg', 'folder/plain.txt'];
const BUCKETS = { SOURCE, DESTINATION, PREFIX: 'folder/' };

let world: GuideWorld;
let s3: S3Client;
/** Of the destination's Region. */
let there: S3Client;

async function start(): Promise<void> {
  world = await startWorld({
    buckets: [
      {
        name: SOURCE,
        versioning: 'Enabled',
        objects: [
          ...KEYS.map((key) => ({ key, body: key, versions: 2, tags: { team: 'a b' }, metadata: { owner: 'x' } })),
          { key: 'cold/archived.bin', body: 'cold', storageClass: 'GLACIER' },
          { key: 'elsewhere/x.txt', body: 'not of the folder' },
        ],
      },
      { name: DESTINATION, region: 'us-west-2', versioning: 'Enabled' },
      { name: 'example-reports' },
      { name: 'example-inventory' },
    ],
  });
  s3 = world.s3();
  there = world.s3({ region: 'us-west-2' });
}

/** Ends the world; no example tried to reach another machine, and the emulator had no fault of its own. */
async function end(): Promise<void> {
  await world.close();
  expect({ refused: world.refused, bugs: bugs(world) }).toEqual({ refused: [], bugs: [] });
}

async function versionsIn(Bucket: string): Promise<string[]> {
  const { Versions = [] } = await (Bucket === DESTINATION ? there : s3).send(new ListObjectVersionsCommand({ Bucket }));
  return Versions.map(({ Key, VersionId }) => `${Key ?? ''} ${VersionId ?? ''}`).sort();
}

const keysIn = async (bucket: string): Promise<string[]> =>
  (await versionsIn(bucket)).map((version) => version.slice(0, version.lastIndexOf(' ')));

async function expectKept(Key: string): Promise<void> {
  const of = { Bucket: DESTINATION, Key };
  expect(await there.send(new HeadObjectCommand(of))).toMatchObject({ Metadata: { owner: 'x' } });
  expect(await there.send(new GetObjectTaggingCommand(of))).toMatchObject({ TagSet: [{ Key: 'team', Value: 'a b' }] });
}

describeWith(['aws', 'jq'], 'aws-cli/', () => {
  beforeEach(start);
  afterEach(end);

  // Versions that know no AWS_ENDPOINT_URL send requests to the source to AWS when --source-region is given.
  const twoRegions = awsCliKnows({ v1: '1.29.0', v2: '2.13.0' });
  const env = { ...BUCKETS, REGION: 'us-west-2', ...(twoRegions ? { SOURCE_REGION: 'us-east-1' } : {}) };

  it('sync.sh copies each current object with metadata and tags, and nothing in a second run', async () => {
    expect(await world.run('aws-cli/left.sh', [], env)).toMatchObject({ exitCode: 1, stdout: '4 left\n' });
    expect(await versionsIn(DESTINATION)).toEqual([]);

    expect(await world.run('aws-cli/sync.sh', [], env)).toMatchObject({ exitCode: 0 });
    const copied = await versionsIn(DESTINATION);
    expect(await keysIn(DESTINATION)).toEqual(KEYS);
    for (const key of KEYS) await expectKept(key);

    expect(await world.run('aws-cli/sync.sh', [], env)).toMatchObject({ exitCode: 0 });
    expect(await versionsIn(DESTINATION)).toEqual(copied);
    expect(await world.run('aws-cli/left.sh', [], env)).toMatchObject({ exitCode: 0, stdout: '0 left\n' });
    expect(await world.run('verify/keys.sh', [], BUCKETS)).toMatchObject({ exitCode: 0 });
  }, 60_000);

  it('later filters win: the exclusion comes first', async () => {
    const right = await world.run('aws-cli/sync.sh', ['--dryrun', '--exclude', '*', '--include', '*.jpg'], env);
    expect(right.stdout.match(/folder\/\S+\.\w+ to /g)).toEqual(['folder/photo.jpg to ']);
    const wrong = await world.run('aws-cli/sync.sh', ['--dryrun', '--include', '*.jpg', '--exclude', '*'], env);
    expect(wrong).toMatchObject({ exitCode: 0, stdout: '' });
  }, 60_000);

  it('skips archived objects with exit code 2, and left.sh does not count them', async () => {
    const cold = { ...env, PREFIX: 'cold/' };
    expect(await world.run('aws-cli/sync.sh', [], cold)).toMatchObject({ exitCode: 2 });
    expect(await world.run('aws-cli/left.sh', [], cold)).toMatchObject({ exitCode: 0, stdout: '0 left\n' });
    expect(await world.run('verify/keys.sh', [], cold)).toMatchObject({ exitCode: 1 });
  }, 60_000);

  it('config.sh makes one CopyObject of an object over 8 MiB, so that its tags are kept', async () => {
    const big = { Bucket: SOURCE, Key: 'big/9.bin', Body: Buffer.alloc(9 * 1024 ** 2) };
    await s3.send(new PutObjectCommand({ ...big, Tagging: 'team=a%20b', Metadata: { owner: 'x' } }));
    const AWS_CONFIG_FILE = path.join(world.folder, 'config');
    expect(await world.run('aws-cli/config.sh', [], { AWS_CONFIG_FILE })).toMatchObject({ exitCode: 0 });
    const synced = await world.run('aws-cli/sync.sh', [], { ...env, PREFIX: 'big/', AWS_CONFIG_FILE });
    expect(synced).toMatchObject({ exitCode: 0 });
    await expectKept('big/9.bin');
    expect(world.log.filter((entry) => 'target' in entry && /partNumber=/.test(entry.target))).toEqual([]);
  }, 60_000);
});

describeWith(['rclone'], 'rclone/', () => {
  beforeEach(start);
  afterEach(end);

  const env = (): Record<string, string> => ({
    ...BUCKETS,
    RCLONE_CONFIG_SOURCE_ENDPOINT: world.localhost,
    RCLONE_CONFIG_DESTINATION_ENDPOINT: world.localhost,
  });

  it('copy.sh copies by server-side copies that keep metadata and tags, and nothing in a second run', async () => {
    expect(await world.run('rclone/copy.sh', ['--dry-run'], env())).toMatchObject({ exitCode: 0 });
    expect(await versionsIn(DESTINATION)).toEqual([]);

    expect(await world.run('rclone/copy.sh', [], env())).toMatchObject({ exitCode: 0 });
    const copied = await versionsIn(DESTINATION);
    expect(await keysIn(DESTINATION)).toEqual(KEYS);
    for (const key of KEYS) await expectKept(key);
    const downloads = world.log.filter(
      (entry) => 'method' in entry && entry.method === 'GET' && /\.txt$/.test(entry.target),
    );
    expect(downloads).toEqual([]);

    // 9: nothing had to be transferred.
    expect(await world.run('rclone/copy.sh', ['--error-on-no-transfer'], env())).toMatchObject({ exitCode: 9 });
    expect(await versionsIn(DESTINATION)).toEqual(copied);
    expect(await world.run('rclone/check.sh', [], env())).toMatchObject({ exitCode: 0 });
    expect(readFileSync(path.join(world.folder, 'check.txt'), 'utf8').trim().split('\n').sort()).toEqual(
      KEYS.map((key) => key.replace('folder/', '= ')).sort(),
    );
  }, 60_000);

  it('check.sh names what is missing', async () => {
    expect(await world.run('rclone/check.sh', [], env())).toMatchObject({ exitCode: 1 });
    expect(readFileSync(path.join(world.folder, 'check.txt'), 'utf8')).toContain('+ plain.txt');
  }, 60_000);
});

describeWith([PYTHON], 'copy-program/', () => {
  beforeEach(start);
  afterEach(end);

  const copy = (...more: string[]) => {
    const program = path.join(GUIDE, 'copy-program', 'copy_bucket.py');
    return world.run(PYTHON, [program, SOURCE, '--endpoint-url', world.emulator.endpoint, ...more]);
  };

  it('copies each current object with metadata and tags, and nothing in a second run', async () => {
    const dry = await copy(DESTINATION, '--prefix', 'folder/', '--dry-run');
    const named = dry.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as string);
    expect(named.sort()).toEqual(KEYS);
    expect(await versionsIn(DESTINATION)).toEqual([]);

    const first = await copy(DESTINATION, '--storage-class', 'STANDARD_IA');
    expect(first).toMatchObject({
      exitCode: 0,
      stderr: expect.stringContaining('5 copied, 0 there already, 1 archived'),
    });
    const copied = await versionsIn(DESTINATION);
    for (const key of KEYS) await expectKept(key);

    const second = await copy(DESTINATION);
    expect(second).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('0 copied, 5 there already') });
    expect(await versionsIn(DESTINATION)).toEqual(copied);
  }, 60_000);

  it('lists what failed and says so by its exit code', async () => {
    expect(await copy('no-such-bucket', '--prefix', 'folder/')).toMatchObject({ exitCode: 1 });
    const failed = readFileSync(path.join(world.folder, 'failed.jsonl'), 'utf8').trim().split('\n');
    expect(failed.map((line) => (JSON.parse(line) as { key: string }).key).sort()).toEqual(KEYS);
  }, 60_000);

  it('copies a large object in parts, with its metadata and tags', async () => {
    const big = { Bucket: SOURCE, Key: 'big/12.bin', Body: Buffer.alloc(12 * 1024 ** 2, 'x') };
    await s3.send(
      new PutObjectCommand({ ...big, Tagging: 'team=a%20b', Metadata: { owner: 'x' }, CacheControl: 'no-store' }),
    );
    const said = await python(`
import object_copy
object_copy.LARGEST_SINGLE_COPY = object_copy.PART_SIZE = 5 * 1024**2
object_copy.copy_object(client('us-east-1'), client('us-west-2'), '${SOURCE}', '${DESTINATION}', 'big/12.bin', 12 * 1024**2, 'STANDARD_IA')
`);
    expect(said).toMatchObject({ exitCode: 0, stderr: '' });
    await expectKept('big/12.bin');
    const copied = await there.send(new HeadObjectCommand({ Bucket: DESTINATION, Key: 'big/12.bin' }));
    expect(copied).toMatchObject({
      ContentLength: 12 * 1024 ** 2,
      CacheControl: 'no-store',
      StorageClass: 'STANDARD_IA',
    });
    expect(copied.ETag).toMatch(/-3"$/);
  }, 60_000);
});

/** Runs Python that can import the examples, with `client(region)`. */
function python(code: string) {
  const folders = ['copy-program', 'inventory-lambda'].map((folder) => path.join(GUIDE, folder));
  const before = `
import sys, json, boto3
sys.path[:0] = ${JSON.stringify(folders)}
client = lambda region: boto3.client('s3', region_name=region, endpoint_url='${world.emulator.endpoint}')
`;
  return world.run(PYTHON, ['-W', 'ignore', '-c', before + code]);
}

describeWith([PYTHON], 'inventory-lambda/', () => {
  beforeEach(start);
  afterEach(end);

  /** As S3 writes an inventory: no header, keys url-encoded with a plus for a space. */
  async function putInventory(rows: readonly (readonly [key: string, storageClass: string])[]): Promise<void> {
    const encoded = (key: string): string => new URLSearchParams({ key }).toString().slice('key='.length);
    const csv = rows.map(([key, storageClass]) => `"${SOURCE}","${encoded(key)}","20","${storageClass}"\n`).join('');
    const put = (Key: string, Body: Buffer | string) =>
      s3.send(new PutObjectCommand({ Bucket: 'example-inventory', Key, Body }));
    await put('inventory/data/1.csv.gz', gzipSync(csv));
    const files = [{ key: 'inventory/data/1.csv.gz', size: 1, MD5checksum: '' }];
    const manifest = { sourceBucket: SOURCE, fileFormat: 'CSV', fileSchema: 'Bucket, Key, Size, StorageClass', files };
    await put('inventory/a b/manifest.json', JSON.stringify(manifest));
  }

  /** S3's event, then what SQS would bring, until the worker has answered; SQS itself is a small stand-in. */
  const RUN = `
import reader, worker
reader.KEYS_PER_MESSAGE = 2

class Queues:
    def __init__(self):
        self.sent = {'files': [], 'copies': []}

    def send_message_batch(self, QueueUrl, Entries):
        assert 0 < len(Entries) <= 10
        self.sent[QueueUrl] += [entry['MessageBody'] for entry in Entries]
        return {}

def records(bodies):
    return {'Records': [{'eventSource': 'aws:sqs', 'messageId': str(index), 'body': body} for index, body in enumerate(bodies)]}

queues = Queues()
read = lambda event: reader.handle(event, client('us-east-1'), queues, 'files', 'copies')
read({'Service': 'Amazon S3', 'Event': 's3:TestEvent'})
read({'Records': [{'eventSource': 'aws:s3', 's3': {'bucket': {'name': 'example-inventory'}, 'object': {'key': 'inventory/a+b/manifest.json'}}}]})
for body in queues.sent['files']:
    read(records([body]))
environment = {'SOURCE_BUCKET': '${SOURCE}', 'DESTINATION_BUCKET': '${DESTINATION}', 'STORAGE_CLASS': 'STANDARD_IA'}
answer = worker.handle(records(queues.sent['copies']), client('us-east-1'), client('us-west-2'), environment)
print(json.dumps({'messages': [json.loads(body)['keys'] for body in queues.sent['copies']], **answer}))
`;
  const answerOf = (stdout: string): unknown => JSON.parse(stdout.trim().split('\n').at(-1) ?? '');

  it('reads an inventory, copies each of its keys, and copies nothing when the messages come twice', async () => {
    const gone = 'folder/deleted since.txt';
    const rows = [...KEYS, gone].map((key) => [key, 'STANDARD'] as const);
    await putInventory([...rows, ['cold/archived.bin', 'GLACIER']]);
    const first = await python(RUN);
    expect(first).toMatchObject({ exitCode: 0, stderr: '' });
    const messages = [KEYS.slice(0, 2), KEYS.slice(2, 4), [gone]];
    expect(answerOf(first.stdout)).toEqual({ messages, batchItemFailures: [] });
    const copied = await versionsIn(DESTINATION);
    expect(await keysIn(DESTINATION)).toEqual(KEYS);
    for (const key of KEYS) await expectKept(key);

    expect(await python(RUN)).toMatchObject({ exitCode: 0 });
    expect(await versionsIn(DESTINATION)).toEqual(copied);
  }, 60_000);

  it('package.sh makes an archive that holds all that the handlers import', async () => {
    const archive = path.join(world.folder, 'lambda.zip');
    expect(await world.run('inventory-lambda/package.sh', [archive])).toMatchObject({ exitCode: 0 });
    const code = `import sys; sys.path.insert(0, sys.argv[1]); import reader, worker; print(reader.handler, worker.handler)`;
    const said = await world.run(PYTHON, ['-W', 'ignore', '-c', code, archive]);
    expect(said).toMatchObject({ exitCode: 0, stderr: '' });
  }, 60_000);

  it('reports only the message that failed', async () => {
    await putInventory(KEYS.map((key) => [key, 'STANDARD'] as const));
    const Resource = `arn:aws:s3:::${DESTINATION}/folder/plain.txt`;
    const deny = { Effect: 'Deny', Principal: '*', Action: 's3:PutObject', Resource };
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [deny] });
    await there.send(new PutBucketPolicyCommand({ Bucket: DESTINATION, Policy }));
    const said = await python(RUN);
    expect(answerOf(said.stdout)).toMatchObject({ batchItemFailures: [{ itemIdentifier: '1' }] });
    expect(await keysIn(DESTINATION)).toEqual(KEYS.filter((key) => key !== 'folder/plain.txt'));
  }, 60_000);
});

describeWith(['aws', 'jq', PYTHON], 'batch-replication/', () => {
  beforeAll(async () => {
    await start();
    await replicateTheFolder();
  });
  afterAll(end);

  const region = { REGION: 'us-east-1', POLL_SECONDS: '0.1' };
  const one = {
    ...region,
    ACCOUNT: '111122223333',
    BUCKET: SOURCE,
    REPORTS: 'example-reports',
    ROLE: 'example-batch-job',
  };
  // KeyNameConstraint came in November 2023.
  const itWithFilters = itWithAwsCli({ v1: '1.31.0', v2: '2.14.0' });

  it('one-key.sh replicates the key that it is given, once', async () => {
    const key = 'folder/a b+c%20d.txt';
    const first = await world.run('batch-replication/one-key.sh', [key], one);
    expect(first).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^[0-9a-f-]{36}\n$/) });
    await world.emulator.idle();
    expect(await keysIn(DESTINATION)).toContain(key);
    const again = await world.run('batch-replication/one-key.sh', [key], one);
    expect(again.stdout).toBe(first.stdout);
  }, 60_000);

  itWithFilters(
    'job.sh replicates what is left, counts its report, and finds nothing in a second job',
    async () => {
      const first = await world.run('batch-replication/job.sh', [], region);
      expect(first).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/\d {2}succeeded/) });
      await world.emulator.idle();
      const inFolder = (versions: readonly string[]) => versions.filter((version) => version.startsWith('folder/'));
      expect(inFolder(await versionsIn(DESTINATION))).toEqual(inFolder(await versionsIn(SOURCE)));
      expect(await world.run('verify/versions.sh', [], BUCKETS)).toMatchObject({ exitCode: 0 });

      const again = await world.run('batch-replication/job.sh', [], region);
      expect(again.stdout.split('\n')[0]).toBe(first.stdout.split('\n')[0]);
      const second = await world.run('batch-replication/job.sh', [], { ...region, RUN: '2' });
      expect(second).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('no keys matching') });
    },
    60_000,
  );
});

/** What batch-replication/main.tf makes; the permissions are held against it. Terraform itself reads the file in guide-terraform.test.ts. */
async function replicateTheFolder(): Promise<void> {
  const { endpoint, region } = world.emulator;
  const iam = new IAMClient({ endpoint, region, credentials: world.credentials(0) });
  const arn = (bucket: string) => `arn:aws:s3:::${bucket}`;
  const allowed = new Set<string>();
  const allow = (Resource: string, ...Action: string[]) => {
    for (const action of Action) allowed.add(action);
    return { Effect: 'Allow', Resource, Action };
  };
  const role = async (RoleName: string, Service: string, statements: readonly object[]): Promise<void> => {
    const document = (Statement: readonly object[]) => JSON.stringify({ Version: '2012-10-17', Statement });
    const trust = document([{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service } }]);
    await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust }));
    const PolicyDocument = document(statements);
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: RoleName, PolicyDocument }));
  };
  await role('example-replication', 's3.amazonaws.com', [
    allow(arn(SOURCE), 's3:GetReplicationConfiguration', 's3:ListBucket'),
    allow(
      `${arn(SOURCE)}/*`,
      's3:GetObjectVersionForReplication',
      's3:GetObjectVersionAcl',
      's3:GetObjectVersionTagging',
    ),
    allow(`${arn(DESTINATION)}/*`, 's3:ReplicateObject', 's3:ReplicateDelete', 's3:ReplicateTags'),
  ]);
  await role('example-batch-job', 'batchoperations.s3.amazonaws.com', [
    allow(`${arn(SOURCE)}/*`, 's3:InitiateReplication'),
    allow(arn(SOURCE), 's3:GetReplicationConfiguration', 's3:PutInventoryConfiguration'),
    allow(`${arn('example-reports')}/*`, 's3:PutObject', 's3:GetObject', 's3:GetObjectVersion'),
  ]);
  iam.destroy();
  const file = readFileSync(path.join(GUIDE, 'batch-replication', 'main.tf'), 'utf8');
  expect(allowed).toEqual(new Set(file.match(/(?<=")s3:\w+(?=")/g)));
  const rule = {
    ID: 'folder',
    Status: 'Enabled' as const,
    Priority: 1,
    Filter: { Prefix: 'folder/' },
    DeleteMarkerReplication: { Status: 'Disabled' as const },
    Destination: { Bucket: arn(DESTINATION), StorageClass: 'STANDARD_IA' as const },
  };
  const ReplicationConfiguration = { Role: 'arn:aws:iam::111122223333:role/example-replication', Rules: [rule] };
  await s3.send(new PutBucketReplicationCommand({ Bucket: SOURCE, ReplicationConfiguration }));
}

describeWith(['aws', 'jq'], 'services that the local AWS does not have', () => {
  let server: Server;
  let calls: { readonly target: string; readonly body: unknown }[];
  let answers: Record<string, unknown[]>;

  beforeAll(async () => {
    await start();
    // Takes any call and gives the next prepared answer: the AWS CLI has checked the parameters before it sends them.
    server = createServer((incoming, outgoing) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () => {
        const target = String(incoming.headers['x-amz-target']).split('.').at(-1) ?? '';
        calls.push({ target, body: JSON.parse(Buffer.concat(chunks).toString()) });
        outgoing.setHeader('content-type', 'application/x-amz-json-1.1');
        outgoing.end(JSON.stringify(answers[target]?.shift() ?? {}));
      });
    });
    await listen(server);
  });
  beforeEach(() => {
    calls = [];
  });
  afterAll(async () => {
    await stop(server);
    await end();
  });

  // Enhanced mode came in October 2024.
  const itWithEnhanced = itWithAwsCli({ v1: '1.36.0', v2: '2.19.0' });
  const TASK = 'arn:aws:datasync:us-east-1:111122223333:task/task-0123456789abcdef0';
  const EXECUTION = `${TASK}/execution/exec-0123456789abcdef0`;
  const env = () => ({
    REGION: 'us-east-1',
    POLL_SECONDS: '0.1',
    AWS_ENDPOINT_URL: addressOf(server),
    HTTP_PROXY: '',
    http_proxy: '',
    TASK,
  });
  const filter = ['--includes', 'FilterType=SIMPLE_PATTERN,Value=/2024/*|/2025/*'];

  itWithEnhanced(
    'datasync/run.sh starts the task with valid parameters and watches it to its end',
    async () => {
      answers = {
        StartTaskExecution: [{ TaskExecutionArn: EXECUTION }],
        DescribeTaskExecution: [
          { Status: 'TRANSFERRING' },
          { Status: 'SUCCESS', TaskMode: 'ENHANCED', FilesTransferred: 4 },
        ],
      };
      const said = await world.run('datasync/run.sh', filter, env());
      expect(said).toMatchObject({ exitCode: 0, stderr: '' });
      expect(calls.map(({ target }) => target)).toEqual([
        'StartTaskExecution',
        'DescribeTaskExecution',
        'DescribeTaskExecution',
      ]);
      expect(calls[0]?.body).toEqual({
        TaskArn: TASK,
        Includes: [{ FilterType: 'SIMPLE_PATTERN', Value: '/2024/*|/2025/*' }],
      });
    },
    60_000,
  );

  itWithEnhanced(
    'datasync/run.sh fails when objects failed, although the execution says SUCCESS',
    async () => {
      answers = { DescribeTaskExecution: [{ Status: 'SUCCESS', TaskMode: 'ENHANCED', FilesFailed: { Transfer: 2 } }] };
      expect(await world.run('datasync/run.sh', [], { ...env(), EXECUTION })).toMatchObject({ exitCode: 1 });
    },
    60_000,
  );

  itWithEnhanced(
    'inventory-lambda/redrive.sh starts a message move',
    async () => {
      answers = { StartMessageMoveTask: [{ TaskHandle: 'x' }] };
      const DEAD_QUEUE_ARN = 'arn:aws:sqs:us-east-1:111122223333:existing-objects-copies-dead';
      expect(await world.run('inventory-lambda/redrive.sh', [], { ...env(), DEAD_QUEUE_ARN })).toMatchObject({
        exitCode: 0,
      });
      expect(calls).toEqual([
        { target: 'StartMessageMoveTask', body: { SourceArn: DEAD_QUEUE_ARN, MaxNumberOfMessagesPerSecond: 50 } },
      ]);
    },
    60_000,
  );
});
