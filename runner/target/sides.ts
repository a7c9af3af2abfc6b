// An identity for each side: what is asked about a destination bucket is asked by the one of the destinations, all else by that of
// the source. Nobody who asks has to know.
import type { Aws } from '../ports/aws';
import { isRunnerError } from '../ports/errors';
import type { Copying } from '../ports/s3/copying';
import type { CredentialsOf } from '../ports/world';

/** Whose credentials each side is looked at with. */
export interface Identities {
  /** @default - those of both sides: --profile, AWS_PROFILE, or the credential chain */
  readonly source?: CredentialsOf;
  /** @default - those of both sides */
  readonly destination?: CredentialsOf;
}

/** Which buckets are on which side. */
export interface Sides {
  readonly source: string;
  readonly sourceAccountId: () => Promise<string>;
  /** As far as flags, the handoff, the rules and the locations of a task have named them; the latter two are added when they are read. */
  readonly destinations: Set<string>;
}

type Choose = (bucket: string) => Promise<boolean>;

/** A port whose calls name a bucket first. */
function bySide<Port extends object>(here: Port, there: Port, isThere: Choose, own: Partial<Port> = {}): Port {
  return new Proxy(here, {
    get(_of, name) {
      if (Object.hasOwn(own, name)) return Reflect.get(own, name) as unknown;
      return async (bucket: string, ...more: unknown[]) => {
        const port = (await isThere(bucket)) ? there : here;
        return Reflect.apply(Reflect.get(port, name) as () => unknown, port, [bucket, ...more]) as unknown;
      };
    },
  });
}

/**
 * Whether the identity of the destinations is the one to ask about a bucket. One of its buckets may be in the account of the source,
 * beside others that are not: where this identity may not look, and it is the source's own, the source's identity is.
 */
function chooser(here: Aws, there: Aws, { source, sourceAccountId, destinations }: Sides): Choose {
  const chosen = new Map<string, Promise<boolean>>();
  const isTheirs = async (bucket: string): Promise<boolean> => {
    const accountId = await sourceAccountId();
    const isOurs = (aws: Aws): Promise<boolean | undefined> =>
      aws.bucketSettings.isOwnedBy(bucket, accountId).catch((error: unknown) => {
        if (!isRunnerError(error, 'denied', 'not-found', 'refused')) throw error;
        return undefined;
      });
    if ((await isOurs(there)) !== undefined) return true;
    return (await isOurs(here)) !== true;
  };
  return (bucket) => {
    if (bucket === source || !destinations.has(bucket)) return Promise.resolve(false);
    const known = chosen.get(bucket);
    if (known !== undefined) return known;
    const asked = isTheirs(bucket);
    chosen.set(bucket, asked);
    // Who asks again is not given the trouble of that time.
    asked.catch(() => chosen.delete(bucket));
    return asked;
  };
}

function copyingBySide(of: (bucket: string) => Promise<Copying>): Copying {
  return {
    async *objects(bucket, range) {
      yield* (await of(bucket)).objects(bucket, range);
    },
    async *versions(bucket, range) {
      yield* (await of(bucket)).versions(bucket, range);
    },
    head: async (place, versionId) => (await of(place.bucket)).head(place, versionId),
    part: async (place, number) => (await of(place.bucket)).part(place, number),
    grants: async (place, versionId) => (await of(place.bucket)).grants(place, versionId),
    // One request reads the source and writes the destination: whoever may write there sends it.
    copy: async (order) => (await of(order.to.bucket)).copy(order),
    deleteObjects: async (bucket, objects) => (await of(bucket)).deleteObjects(bucket, objects),
    deleteObject: async (place, etag) => (await of(place.bucket)).deleteObject(place, etag),
    createUpload: async (order) => (await of(order.to.bucket)).createUpload(order),
    copyPart: async (order) => (await of(order.to.bucket)).copyPart(order),
    completeUpload: async (completion) => (await of(completion.to.bucket)).completeUpload(completion),
    abort: async (upload) => (await of(upload.bucket)).abort(upload),
    uploads: async (bucket, prefix) => (await of(bucket)).uploads(bucket, prefix),
    tags: async (place) => (await of(place.bucket)).tags(place),
    putTags: async (place, tags) => (await of(place.bucket)).putTags(place, tags),
    annotations: async (place) => (await of(place.bucket)).annotations(place),
    annotation: async (place, name) => (await of(place.bucket)).annotation(place, name),
    putAnnotation: async (place, ...more) => (await of(place.bucket)).putAnnotation(place, ...more),
  };
}

/** @param there AWS as the identity of the destinations sees it */
export function twoSided(here: Aws, there: Aws, sides: Sides): Aws {
  const isThere = chooser(here, there, sides);
  const accountOf = async ({ identity }: Aws): Promise<string> => (await identity.whoAmI()).accountId;
  return {
    ...here,
    destinationIdentity: there.identity,
    destinationAccess: there.access,
    buckets: bySide(here.buckets, there.buckets, isThere, {
      async replication(bucket) {
        const found = await ((await isThere(bucket)) ? there : here).buckets.replication(bucket);
        if (bucket === sides.source)
          for (const { destinationBucket } of found?.rules ?? []) sides.destinations.add(destinationBucket);
        return found;
      },
    }),
    objects: bySide(here.objects, there.objects, isThere, {
      async *versions(bucket, range) {
        yield* ((await isThere(bucket)) ? there : here).objects.versions(bucket, range);
      },
    }),
    copying: copyingBySide(async (bucket) => ((await isThere(bucket)) ? there : here).copying),
    bucketSettings: bySide(here.bucketSettings, there.bucketSettings, isThere),
    dataSync: {
      ...here.dataSync,
      async location(arn) {
        const found = await here.dataSync.location(arn);
        if (found.bucket !== sides.source) sides.destinations.add(found.bucket);
        return found;
      },
    },
    keys: {
      async find(arn) {
        const owner = arn.split(':')[4];
        const isForeign = owner !== (await sides.sourceAccountId()) && owner === (await accountOf(there));
        return (isForeign ? there : here).keys.find(arn);
      },
    },
    close() {
      here.close();
      there.close();
    },
  };
}
