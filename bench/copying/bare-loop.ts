// What a copy costs at least: lists both sides, signs a CopyObject for each object that is missing or has another ETag, and sends it. It
// knows nothing of conditions, retries, order, progress or limits. Started by the bench with FROM-BUCKET PREFIX TO-BUCKET CONNECTIONS.
import { Connection, copyObject, expectOk, signer, type Target } from '../signed-client';

const [from = '', prefix = '', to = '', connections = '32'] = process.argv.slice(2);
const url = new URL(process.env['BENCH_ENDPOINT'] ?? '');
const target: Target = {
  host: url.hostname,
  port: Number(url.port),
  region: process.env['AWS_REGION'] ?? '',
  accessKeyId: process.env['AWS_ACCESS_KEY_ID'] ?? '',
  secretAccessKey: process.env['AWS_SECRET_ACCESS_KEY'] ?? '',
};
const sign = signer(target);

async function list(bucket: string): Promise<ReadonlyMap<string, string>> {
  const connection = await Connection.open(target);
  const etags = new Map<string, string>();
  for (let more: string | undefined = ''; more !== undefined;) {
    const query = `${more}list-type=2&max-keys=1000&prefix=${encodeURIComponent(prefix)}`;
    const body = expectOk(await connection.send(sign({ method: 'GET', target: `/${bucket}?${query}` })));
    for (const [, key = '', etag = ''] of body.matchAll(/<Key>([^<]*)<\/Key>.*?<ETag>([^<]*)<\/ETag>/gs))
      etags.set(key, etag);
    const token = /<NextContinuationToken>([^<]*)</.exec(body)?.[1];
    more = token === undefined ? undefined : `continuation-token=${encodeURIComponent(token)}&`;
  }
  connection.close();
  return etags;
}

async function main(): Promise<void> {
  const [source, destination] = await Promise.all([list(from), list(to)]);
  const missing = [...source].filter(([key, etag]) => destination.get(key) !== etag).map(([key]) => key);
  const rest = missing.values();
  await Promise.all(
    Array.from({ length: Math.min(missing.length, Number(connections)) }, async () => {
      const connection = await Connection.open(target);
      for (const key of rest) expectOk(await connection.send(sign(copyObject(to, key, key, from))));
      connection.close();
    }),
  );
}

void main();
