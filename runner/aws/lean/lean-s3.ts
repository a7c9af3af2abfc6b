// S3 as a copy needs it, without the SDK: its requests are few, and millions of them are sent. Where the host and the keys can be told
// without the SDK, it is not even loaded; else it tells them, and what is signed, sent and read is ours.
import { isLoopback } from '../configuration/endpoints';
import type { S3Clients } from '../s3/s3-clients';
import type { Session } from '../session';
import type { Answer } from './connection';
import type { Link, LinkRequest, Place } from './link';

export interface LeanRequest extends LinkRequest {
  /** As S3 names the operation. */
  readonly operation: string;
  readonly bucket: string;
}

export interface LeanS3 {
  /** @throws RunnerError */
  readonly ask: (request: LeanRequest) => Promise<Answer>;
}

export function leanS3(session: Session, s3: S3Clients, link: Link): LeanS3 {
  const places = new Map<string, Promise<Place>>();

  async function findPlace(bucket: string): Promise<Place> {
    const plain = link.bucket(bucket, await s3.regionAsked(bucket));
    if (plain !== undefined) return plain;
    const { config } = await s3.clientOf(bucket);
    const [region, fips, dualstack] = await Promise.all([
      config.region(),
      config.useFipsEndpoint(),
      config.useDualstackEndpoint(),
    ]);
    const endpoint = session.endpoints.of('S3');
    const { url } = config.endpointProvider({
      Bucket: bucket,
      Region: region,
      UseFIPS: fips,
      UseDualStack: dualstack,
      ...(endpoint === undefined ? {} : { Endpoint: endpoint, ForcePathStyle: isLoopback(endpoint) }),
    });
    return link.place(url, region, 's3', () => config.credentials());
  }

  function placeOf(bucket: string): Promise<Place> {
    const known = places.get(bucket);
    if (known !== undefined) return known;
    const asked = findPlace(bucket);
    places.set(bucket, asked);
    asked.catch(() => places.delete(bucket));
    return asked;
  }

  return {
    async ask(request) {
      const { operation, bucket } = request;
      const place = await placeOf(bucket);
      return place.ask(`S3 ${operation} ${bucket}`, request);
    },
  };
}
