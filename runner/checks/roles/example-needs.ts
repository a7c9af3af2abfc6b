// What a role needs, asked of some objects that are there: a policy may be about some keys below a prefix, or about some tags.
import { encryptionOf } from '../../replication/surveyed-version';
import { isUnderKms } from '../../replication/kms-objects';
import { bucketArn } from '../../text/arn';
import { parentFolder } from '../../text/key-folder';
import type { CheckContext } from '../asked/asked-once';
import { takenBy } from '../asked/intended-run';
import type { SampledVersion } from '../asked/sampled-versions';
import type { Request } from '../asked/own-policies';
import { asksForTags } from './s3-request-keys';
import type { Need } from './judge-permissions';

const MOST_EXAMPLES = 8;
const HEADER = 's3:x-amz-server-side-encryption';

interface Example {
  readonly version: SampledVersion;
  /** Source and destinations. */
  readonly buckets: ReadonlySet<string>;
}

/** What is the same of versions of which one is looked at. */
function nameOf({ entry: { key, versionId }, tags }: SampledVersion, each: boolean): string {
  if (each) return JSON.stringify([key, versionId]);
  const ending = /\.[^./]*$/.exec(key)?.[0] ?? '';
  return JSON.stringify([parentFolder(key), ending, tags]);
}

/** Versions that the run would take, one of each folder, each ending of keys and each set of tags; or each of them. */
async function examplesIn({ sample, rules, run, target }: CheckContext, each: boolean): Promise<readonly Example[]> {
  const sampled = await sample();
  if ('why' in sampled) return [];
  const enabled = await rules();
  const found = new Map<string, Example>();
  for (const version of sampled.value.versions) {
    const by = takenBy(version, run, enabled);
    if (by.length === 0) continue;
    const name = nameOf(version, each);
    const buckets = new Set([target.source.bucket, ...by.map(({ destinationBucket }) => destinationBucket)]);
    if (!found.has(name)) found.set(name, { version, buckets });
  }
  return [...found.values()].slice(0, each ? undefined : MOST_EXAMPLES);
}

function isAsked({ action, context, doubt }: Need, { tags = {}, head }: SampledVersion): boolean {
  // Of what is taken nothing is a delete marker.
  if (action === 's3:ReplicateDelete') return false;
  if (action === 's3:ReplicateTags') return Object.keys(tags).length > 0;
  if (doubt !== undefined) return false;
  const written = context[HEADER];
  return (
    typeof written !== 'string' || written.startsWith('aws:kms') === isUnderKms(encryptionOf(head?.encryption ?? ''))
  );
}

/** Keys of a request about an object that has these tags, and no others. */
function taggedContext(action: string, { tags }: SampledVersion): Request['context'] {
  if (tags === undefined || !asksForTags(action)) return {};
  const its = Object.entries(tags).map(([key, value]) => [`s3:ExistingObjectTag/${key}`, value] as const);
  return { ...Object.fromEntries(its), 's3:ExistingObjectTag/*': null };
}

/**
 * @param needs of which those on objects of source and destinations are asked again
 * @param each whether of all objects that were looked at. @default - of some that differ
 */
export async function exampleNeeds(
  needs: readonly Need[],
  context: CheckContext,
  each = false,
): Promise<readonly Need[]> {
  const { bucket: source, region } = context.target.source;
  const examples = await examplesIn(context, each);
  return needs.flatMap((need) =>
    examples.flatMap(({ version, buckets }): readonly Need[] => {
      const { place } = need.resourcePolicy;
      const objects = `${bucketArn(place.of, region)}/`;
      const { key } = version.entry;
      const isBelow = need.pattern.endsWith('*') && `${objects}${key}`.startsWith(need.pattern.slice(0, -1));
      if (!buckets.has(place.of) || !isBelow || !isAsked(need, version)) return [];
      const more = place.of === source ? taggedContext(need.action, version) : {};
      return [
        {
          ...need,
          resource: `${objects}${key}`,
          pattern: `${objects}${parentFolder(key)}*`,
          context: { ...need.context, ...more },
        },
      ];
    }),
  );
}
