// What one writes with the AWS SDK for JavaScript: lists both sides, and copies with so many requests at once what is missing or has
// another ETag. Started by the bench with FROM-BUCKET PREFIX TO-BUCKET WORKERS.
import { Agent } from 'node:http';
import { CopyObjectCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import { NodeHttpHandler } from '@smithy/node-http-handler';

const [from = '', prefix = '', to = '', workers = '50'] = process.argv.slice(2);
const s3 = new S3Client({
  endpoint: process.env['BENCH_ENDPOINT'] ?? '',
  forcePathStyle: true,
  requestHandler: new NodeHttpHandler({ httpAgent: new Agent({ keepAlive: true, maxSockets: Number(workers) }) }),
});

async function list(bucket: string): Promise<ReadonlyMap<string, string | undefined>> {
  const etags = new Map<string, string | undefined>();
  for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket: bucket, Prefix: prefix }))
    for (const { Key = '', ETag } of Contents) etags.set(Key, ETag);
  return etags;
}

async function main(): Promise<void> {
  const [source, destination] = await Promise.all([list(from), list(to)]);
  const rest = [...source].filter(([key, etag]) => destination.get(key) !== etag).values();
  await Promise.all(
    Array.from({ length: Number(workers) }, async () => {
      for (const [Key] of rest)
        await s3.send(new CopyObjectCommand({ Bucket: to, Key, CopySource: `${from}/${encodeURIComponent(Key)}` }));
    }),
  );
  s3.destroy();
}

void main();
