// AWS's price lists, as files below a URL or a directory:
//   service index        https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/reading-the-offer-index.html
//   Region index         https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/service-region-infex-file-for-service.html
//   price list           https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/reading-service-price-list-file-for-services.html
// They are read whole, and bounded: a file that has more than LARGEST is refused, and so is one that does not come in time.
import { createReadStream } from 'node:fs';
import path from 'node:path';
import { isNativeError } from 'node:util/types';
import * as z from 'zod';
import { schemaFaults } from '../../runner/text/schema-faults';

const INDEX = '/offers/v1.0/aws/index.json';
/** One of S3 has about 0.5 MiB a Region, those of other services up to some hundred. */
const LARGEST = 256 * 1024 ** 2;
const TIMEOUT_MILLISECONDS = 300_000;

/** No other host, and nothing above the directory. */
const FILE = /^\/offers\/v1\.0\/aws\/(?:\w[\w.-]*\/)*\w[\w-]*\.json$/;
const SERVICES = z.object({
  offers: z.record(z.string(), z.object({ currentRegionIndexUrl: z.string().optional() })),
});
const REGIONS = z.object({ regions: z.record(z.string(), z.object({ currentVersionUrl: z.string() })) });

const PRODUCT = z.object({ attributes: z.record(z.string(), z.string()) });
const DIMENSION = z.object({
  unit: z.string(),
  /** Absent where there is but one price. */
  beginRange: z.string().optional(),
  pricePerUnit: z.record(z.string(), z.string()),
});
const TERM = z.object({ priceDimensions: z.record(z.string(), DIMENSION) });
const PRICE_LIST = z.object({
  formatVersion: z.string().regex(/^v1\./, 'v1.something'),
  offerCode: z.string(),
  version: z.string().regex(/^[\w.-]+$/),
  publicationDate: z.string().regex(/^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/, 'a time like 2023-03-28T23:47:21Z'),
  products: z.record(z.string(), PRODUCT),
  terms: z.object({ OnDemand: z.record(z.string(), z.record(z.string(), TERM)) }),
});

export type PriceList = z.output<typeof PRICE_LIST>;
export type PriceDimension = z.output<typeof DIMENSION>;
export type ReadPriceList = (service: string, region: string) => Promise<PriceList>;

interface Origin {
  /** URL or directory below which the files are. */
  readonly from: string;
  /** Bytes of one file. */
  readonly largest: number;
}

async function textOf(chunks: AsyncIterable<Uint8Array>, largest: number): Promise<string> {
  const read: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.byteLength;
    if (bytes > largest) throw new Error(`it has more than ${largest} bytes, which is the most that is read`);
    read.push(chunk);
  }
  return Buffer.concat(read).toString('utf8');
}

async function download(url: string, largest: number): Promise<string> {
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS) });
  if (response.status !== 200 || response.body === null) throw new Error(`the answer is ${response.status}, not 200`);
  return textOf(response.body, largest);
}

function reasonOf(error: unknown): string {
  if (!isNativeError(error)) return String(error);
  return isNativeError(error.cause) ? `${error.message}: ${error.cause.message}` : error.message;
}

async function readAs<T>(schema: z.ZodType<T>, { from, largest }: Origin, file: string): Promise<T> {
  if (!FILE.test(file))
    throw new Error(`an index names '${file}'; a path like ${INDEX} was expected, below ${path.posix.dirname(INDEX)}`);
  const isUrl = /^https?:\/\//.test(from);
  const whole = isUrl ? `${from.replace(/\/+$/, '')}${file}` : path.join(from, file);
  let text: string;
  try {
    text = await (isUrl ? download(whole, largest) : textOf(createReadStream(whole) as AsyncIterable<Buffer>, largest));
  } catch (error) {
    throw new Error(`${whole} could not be read: ${reasonOf(error)}`, { cause: error });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error(`${whole} is no JSON, or was cut off: ${reasonOf(error)}`, { cause: error });
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new Error(`${whole} is not laid out as AWS documents it: ${schemaFaults(parsed.error)}`);
  return parsed.data;
}

function member<T>(all: Readonly<Record<string, T>>, name: string, where: string): T {
  const found = Object.hasOwn(all, name) ? all[name] : undefined;
  if (found === undefined) throw new Error(`${where} has no ${name}: it has ${Object.keys(all).sort().join(', ')}`);
  return found;
}

export function priceListsOf(from: string, largest = LARGEST): ReadPriceList {
  const origin = { from, largest };
  const services = readAs(SERVICES, origin, INDEX);
  // Whoever reads a list is told; nobody may read one.
  services.catch(() => undefined);
  return async (service, region) => {
    const { currentRegionIndexUrl } = member((await services).offers, service, 'the index of services');
    if (currentRegionIndexUrl === undefined) throw new Error(`the index of services has no Regions of ${service}`);
    const { regions } = await readAs(REGIONS, origin, currentRegionIndexUrl);
    const { currentVersionUrl } = member(regions, region, `the index of Regions of ${service}`);
    const list = await readAs(PRICE_LIST, origin, currentVersionUrl);
    if (list.offerCode !== service)
      throw new Error(`${currentVersionUrl} is of '${list.offerCode}'; it should be of ${service}`);
    return list;
  };
}
