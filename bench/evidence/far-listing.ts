// The same comparison where each page of a listing takes as long as S3 takes for it: `s3-backfill verify --sample 0`, and one listing of one
// side, page after page, which is the least that whoever lists by one request at a time needs.
//
// What would make the figures misleading: the pages take their time at the emulator, whose processor time comes on top and is taken from the
// same cores; of S3 nobody knows how long a page takes on another day.
import { measureNode } from '../child-process';
import { rounded, say, type Figures } from '../figures';
import { Connection, signer, type Target } from '../signed-client';

/** Of each page. */
const PAGE_MS = 50;

export interface FarListing {
  readonly endpoint: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly bucket: string;
  readonly pairs: number;
  /** What `s3-backfill` is given. */
  readonly words: readonly string[];
  readonly options: Parameters<typeof measureNode>[1];
}

async function control(endpoint: string, method: string, body?: object): Promise<void> {
  const headers = { 'x-s3-backfill-emulator': '1' };
  const init = body === undefined ? { headers } : { headers, body: JSON.stringify(body) };
  const { status } = await fetch(`${endpoint}/_emulator/faults`, { method, ...init });
  if (status >= 300) throw new Error(`${method} faults: ${status}`);
}

/** Seconds of one listing. @throws Error unless it has so many keys */
async function oneListing({
  endpoint,
  region,
  accessKeyId,
  secretAccessKey,
  bucket,
  pairs,
}: FarListing): Promise<number> {
  const { hostname: host, port } = new URL(endpoint);
  const target: Target = { host, port: Number(port), region, accessKeyId, secretAccessKey };
  const connection = await Connection.open(target);
  const began = performance.now();
  let keys = 0;
  try {
    for (let after: string | undefined = ''; after !== undefined;) {
      const start = after === '' ? '' : `&start-after=${encodeURIComponent(after)}`;
      const request = signer(target)({ method: 'GET', target: `/${bucket}?list-type=2&max-keys=1000${start}` });
      const { status, body } = await connection.send(request);
      if (status !== 200) throw new Error(`listing: ${status} ${body.slice(0, 200)}`);
      const found = [...body.matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key = '']) => key);
      keys += found.length;
      after = body.includes('<IsTruncated>true') ? found.at(-1) : undefined;
    }
  } finally {
    connection.close();
  }
  if (keys !== pairs) throw new Error(`listed ${keys} of ${pairs} keys`);
  return (performance.now() - began) / 1000;
}

export async function farListingFigures(given: FarListing): Promise<Figures> {
  const { endpoint, pairs, words, options } = given;
  await control(endpoint, 'POST', { operation: 's3:List*', latencyMs: PAGE_MS });
  try {
    const alone = await oneListing(given);
    const ours = await measureNode(words, options);
    const figures = {
      farPageMs: PAGE_MS,
      farOneListingKeysPerSecond: rounded(pairs / alone),
      farVerifyPairsPerSecond: rounded(pairs / ours.seconds),
      farVerifyRatioToOneListing: rounded(alone / ours.seconds),
      farVerifyLargestMib: rounded(ours.largestMib),
    };
    say(JSON.stringify(figures));
    return figures;
  } finally {
    await control(endpoint, 'DELETE');
  }
}
