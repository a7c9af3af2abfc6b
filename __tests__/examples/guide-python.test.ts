/** @group outside */
// The guide's examples do what the guide says, on a local AWS. Nothing here leaves this machine.
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { PutBucketPolicyCommand, PutObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { describeWith } from '../e2e/setup';
import { DESTINATION, KEYS, SOURCE, startBuckets, type GuideBuckets } from './guide-buckets';
import { GUIDE, PYTHON } from './guide-world';

let given: GuideBuckets;

describeWith([PYTHON], 'copy-program/', () => {
  beforeEach(async () => {
    given = await startBuckets();
  });
  afterEach(() => given.end());

  it('copies a large object in parts, with its metadata and tags', async () => {
    const big = { Bucket: SOURCE, Key: 'big/12.bin', Body: Buffer.alloc(12 * 1024 ** 2, 'x') };
    await given.s3.send(
      new PutObjectCommand({ ...big, Tagging: 'team=a%20b', Metadata: { owner: 'x' }, CacheControl: 'no-store' }),
    );
    const said = await python(`
import object_copy
object_copy.LARGEST_SINGLE_COPY = object_copy.PART_SIZE = 5 * 1024**2
object_copy.copy_object(client('us-east-1'), client('us-west-2'), '${SOURCE}', '${DESTINATION}', 'big/12.bin', 12 * 1024**2, 'STANDARD_IA')
`);
    expect(said).toMatchObject({ exitCode: 0, stderr: '' });
    await given.expectKept('big/12.bin');
    const copied = await given.there.send(new HeadObjectCommand({ Bucket: DESTINATION, Key: 'big/12.bin' }));
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
client = lambda region: boto3.client('s3', region_name=region, endpoint_url='${given.world.emulator.endpoint}')
`;
  return given.world.run(PYTHON, ['-W', 'ignore', '-c', before + code]);
}

describeWith([PYTHON], 'inventory-lambda/', () => {
  beforeEach(async () => {
    given = await startBuckets();
  });
  afterEach(() => given.end());

  /** As S3 writes an inventory: no header, keys url-encoded with a plus for a space. */
  async function putInventory(rows: readonly (readonly [key: string, storageClass: string])[]): Promise<void> {
    const encoded = (key: string): string => new URLSearchParams({ key }).toString().slice('key='.length);
    const csv = rows.map(([key, storageClass]) => `"${SOURCE}","${encoded(key)}","20","${storageClass}"\n`).join('');
    const put = (Key: string, Body: Buffer | string) =>
      given.s3.send(new PutObjectCommand({ Bucket: 'example-inventory', Key, Body }));
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
    const copied = await given.versionsIn(DESTINATION);
    expect(await given.keysIn(DESTINATION)).toEqual(KEYS);
    for (const key of KEYS) await given.expectKept(key);

    expect(await python(RUN)).toMatchObject({ exitCode: 0 });
    expect(await given.versionsIn(DESTINATION)).toEqual(copied);
  }, 60_000);

  it('package.sh makes an archive that holds all that the handlers import', async () => {
    const archive = path.join(given.world.folder, 'lambda.zip');
    expect(await given.world.run('inventory-lambda/package.sh', [archive])).toMatchObject({ exitCode: 0 });
    const code = `import sys; sys.path.insert(0, sys.argv[1]); import reader, worker; print(reader.handler, worker.handler)`;
    const said = await given.world.run(PYTHON, ['-W', 'ignore', '-c', code, archive]);
    expect(said).toMatchObject({ exitCode: 0, stderr: '' });
  }, 60_000);

  it('reports only the message that failed', async () => {
    await putInventory(KEYS.map((key) => [key, 'STANDARD'] as const));
    const Resource = `arn:aws:s3:::${DESTINATION}/folder/plain.txt`;
    const deny = { Effect: 'Deny', Principal: '*', Action: 's3:PutObject', Resource };
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [deny] });
    await given.there.send(new PutBucketPolicyCommand({ Bucket: DESTINATION, Policy }));
    const said = await python(RUN);
    expect(answerOf(said.stdout)).toMatchObject({ batchItemFailures: [{ itemIdentifier: '1' }] });
    expect(await given.keysIn(DESTINATION)).toEqual(KEYS.filter((key) => key !== 'folder/plain.txt'));
  }, 60_000);
});
