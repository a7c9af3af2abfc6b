// The SDK's S3 client in whichever Region a bucket is, and the Region of each bucket.
import type * as Sdk from '@aws-sdk/client-s3';
import { RunnerError, isRunnerError } from '../../ports/errors';
import { visible } from '../../text/safe-text';
import { compareKeys } from '../../text/key-order';
import type { Answer } from '../lean/http-answer';
import { one } from '../lean/header-values';
import { passingOver, type Link, type Place } from '../lean/link';
import { toRunnerError } from '../errors';
import { guarded, isLoopback } from '../configuration/endpoints';
import { refusesListings } from './listing-instead';
import { lazy, send, type Session } from '../session';

export interface S3Clients {
  readonly sdk: () => Promise<typeof Sdk>;
  /** Region of the bucket; works from any Region. */
  readonly regionOf: (bucket: string) => Promise<string>;
  /** The Region in which the bucket is asked: its own; where that cannot be seen, the session's. */
  readonly regionAsked: (bucket: string) => Promise<string>;
  /** A client in that Region. */
  readonly clientOf: (bucket: string) => Promise<Sdk.S3Client>;
  /** A client in the session's Region. */
  readonly client: () => Promise<Sdk.S3Client>;
  readonly close: () => void;
}

/** Region that S3 names in an answer or an error; the header is there even where access is denied. */
function regionInHeaders(error: unknown): string | undefined {
  const response = (error as { readonly $response?: { readonly headers?: Readonly<Record<string, string>> } })
    .$response;
  return response?.headers?.['x-amz-bucket-region'];
}

function noSuchBucket(bucket: string): RunnerError {
  return new RunnerError(
    'not-found',
    `there is no bucket '${visible(bucket)}' (S3 HeadBucket: HTTP 404)`,
    'compare the name with those of: aws s3 ls; where it was deleted, make it again with terraform apply, or name another one',
    'NoSuchBucket',
  );
}

/** @param link asks where a bucket is, if it can. @default - the SDK does */
export function s3Clients(session: Session, link?: Pick<Link, 'bucket'>): S3Clients {
  const sdk = lazy(() => import('@aws-sdk/client-s3'));
  const clients = new Map<string, Sdk.S3Client>();
  const regions = new Map<string, Promise<string>>();

  async function clientIn(region: string): Promise<Sdk.S3Client> {
    const { S3Client } = await sdk.get();
    const known = clients.get(region);
    if (known !== undefined) return known;
    const endpoint = session.endpoints.of('S3');
    const client = guarded(
      new S3Client({
        ...session.shared,
        region,
        ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: isLoopback(endpoint) }),
      }),
      session.endpoints.allowsHttp,
    );
    client.middlewareStack.add(refusesListings(), { step: 'deserialize', priority: 'low', name: 'refusesListings' });
    clients.set(region, client);
    return client;
  }

  async function findRegion(bucket: string): Promise<string> {
    const place = link?.bucket(bucket, session.region);
    if (place !== undefined) return regionAnswered(place, bucket);
    const { HeadBucketCommand } = await sdk.get();
    const client = await clientIn(session.region);
    return send(session, `S3 HeadBucket ${bucket}`, async (abortSignal) => {
      try {
        const answer = await client.send(new HeadBucketCommand({ Bucket: bucket }), { abortSignal });
        return answer.BucketRegion ?? session.region;
      } catch (error) {
        const region = regionInHeaders(error);
        const elsewhere = region !== undefined && region !== session.region;
        if (elsewhere) return region;
        const fault = toRunnerError(error, `S3 HeadBucket ${bucket}`);
        // S3 answers HEAD without a body, so that the SDK has no words of its own.
        throw isRunnerError(fault, 'not-found') ? noSuchBucket(bucket) : error;
      }
    });
  }

  function regionOf(bucket: string): Promise<string> {
    const known = regions.get(bucket);
    if (known !== undefined) return known;
    const asked = findRegion(bucket);
    regions.set(bucket, asked);
    // Trouble passes: who asks again is not given the answer of that time.
    asked.catch((error: unknown) => {
      if (isRunnerError(error, 'throttled', 'unavailable', 'unreachable')) regions.delete(bucket);
    });
    return asked;
  }

  /** @throws RunnerError */
  async function regionAnswered(place: Place, bucket: string): Promise<string> {
    const regionIn = ({ headers }: Answer): string => one(headers, 'x-amz-bucket-region') ?? session.region;
    try {
      const isAnswer = (answer: Answer): boolean => regionIn(answer) !== session.region;
      const ask = (): Promise<Answer> => place.ask(`S3 HeadBucket ${bucket}`, { method: 'HEAD', isAnswer });
      return regionIn(await passingOver(ask));
    } catch (error) {
      throw isRunnerError(error, 'not-found') ? noSuchBucket(bucket) : error;
    }
  }

  function regionAsked(bucket: string): Promise<string> {
    return regionOf(bucket).catch((error: unknown) => {
      if (isRunnerError(error, 'denied')) return session.region;
      throw error;
    });
  }

  return {
    sdk: () => sdk.get(),
    regionOf,
    regionAsked,
    clientOf: async (bucket) => clientIn(await regionAsked(bucket)),
    client: () => clientIn(session.region),
    close: () => {
      for (const client of clients.values()) client.destroy();
    },
  };
}

/** Of a bucket that has to belong to this account; in another one S3 answers AccessDenied. */
export function ownedBy(owner: string | undefined): { readonly ExpectedBucketOwner?: string } {
  return owner === undefined ? {} : { ExpectedBucketOwner: owner };
}

/** S3's url encoding of listings writes a space as `+`. */
export function decodeListed(text: string): string {
  return /[%+]/.test(text) ? decodeURIComponent(text.replaceAll('+', ' ')) : text;
}

/**
 * The key after which a listing goes on. Ceph RGW encodes keys and not this one, which is the last of them.
 * @param entries of the page, with their keys decoded
 */
export function decodeMarker(text: string, entries: readonly { readonly key: string }[]): string {
  if (!/[%+]/.test(text)) return text;
  const isLast = entries.some(({ key }) => key === text) && entries.every(({ key }) => compareKeys(key, text) <= 0);
  return isLast ? text : decodeListed(text);
}

/** ETag without its quotes. */
export function bareEtag(etag: string | undefined): string {
  return (etag ?? '').replaceAll('"', '');
}
