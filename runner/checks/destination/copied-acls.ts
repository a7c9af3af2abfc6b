import { ownershipPatch } from '../../patches/bucket-patches';
import { readable, type CheckContext } from '../asked/asked-once';
import { takenBy } from '../asked/intended-run';
import type { SampledVersion } from '../asked/sampled-versions';
import { counted } from '../../text/figures';
import type { ReplicationRule } from '../../ports/s3/replication';
import { visible } from '../../text/safe-text';
import { concurrently } from '../../pacing/concurrently';
import { couldNotCheck, ok, wrong, type Check } from '../check';
import type { Finding } from '../../events/check-events';

const AT_ONCE = 8;

interface SeenAcls {
  /** Versions whose ACL was read, and those that S3 does not show. */
  readonly read: number;
  readonly unread: number;
  readonly publicKeys: readonly string[];
}

/** The same for a version that every rule copies: once for all destinations. */
async function aclsOf(versions: readonly SampledVersion[], { target, aws }: CheckContext): Promise<SeenAcls> {
  const publicKeys: string[] = [];
  let read = 0;
  await concurrently(versions, AT_ONCE, async ({ entry: { key, versionId } }) => {
    const acl = await readable(() => aws.objects.acl(target.source.bucket, key, versionId));
    if (!('value' in acl)) return;
    read += 1;
    if (acl.value.isPublic) publicKeys.push(key);
  });
  return { read, unread: versions.length - read, publicKeys };
}

async function areAclsOn(bucket: string, { aws }: CheckContext): Promise<boolean | undefined> {
  const found = await readable(() => aws.bucketSettings.ownership(bucket));
  return 'value' in found ? (found.value ?? 'ObjectWriter') !== 'BucketOwnerEnforced' : undefined;
}

const NEEDED = 'looking needs s3:GetBucketOwnershipControls';

async function look(
  { destinationBucket: bucket }: ReplicationRule,
  versions: readonly SampledVersion[],
  context: CheckContext,
): Promise<Finding> {
  const source = context.target.source.bucket;
  const on = await areAclsOn(bucket, context);
  if (on === undefined)
    return couldNotCheck(`ACLs are on in '${source}'; whether they are in '${bucket}', is not known (${NEEDED})`);
  if (!on) return ok(`ACLs are off in '${bucket}'`);
  const { read, unread, publicKeys } = await aclsOf(versions, context);
  const both = `ACLs are on in '${source}' and in '${bucket}', and those of objects are copied`;
  const hidden = `of ${counted(unread, 'version')} that the run would take, the ACL could not be read (looking needs s3:GetObjectVersionAcl)`;
  const [first] = publicKeys;
  if (first === undefined)
    return unread > 0
      ? couldNotCheck(`${both}; ${hidden}: a public one may fail with DstPutAclNotPermitted`, ownershipPatch(bucket))
      : ok(`${both}; none of ${counted(read, 'object version')} looked at has a public one`);
  const some = `${publicKeys.length} of ${counted(read, 'object version')} looked at, '${visible(first)}' for example, ${publicKeys.length === 1 ? 'has' : 'have'} a public one`;
  const blocks = await context.blocksPublicAcls(bucket);
  if ('value' in blocks && blocks.value)
    return wrong(
      `${both}; ${some}, and Block Public Access of '${bucket}' refuses public ACLs; tasks would fail with DstPutAclNotPermitted`,
      'switch ACLs off at the destination: replicas have none then; let people in by a policy instead',
      ownershipPatch(bucket),
    );
  const why =
    'value' in blocks
      ? `Block Public Access of '${bucket}' lets them in; that of its account was not asked`
      : `Block Public Access of '${bucket}' could not be read (looking needs s3:GetBucketPublicAccessBlock)`;
  return couldNotCheck(`${both}; ${some}. ${why}: where it refuses, tasks fail with DstPutAclNotPermitted`);
}

/** With ACLs on both sides they are copied, and Block Public Access of the destination does not let public ones in. */
export const copiedAclsCheck: Check = {
  id: 'copied-acls',
  title: 'no ACL of an object keeps it from being replicated',
  async run(context) {
    const { bucket } = context.target.source;
    const on = await areAclsOn(bucket, context);
    if (on === undefined) return [couldNotCheck(`whether ACLs are on in '${bucket}' is not known (${NEEDED})`)];
    if (!on) return [ok(`ACLs are off in '${bucket}'`)];
    const sampled = await context.sample();
    if ('why' in sampled) return [couldNotCheck(`${sampled.why} (looking needs s3:ListBucketVersions)`)];
    const rules = await context.rules();
    const { versions } = sampled.value;
    // Who changes the owner leaves the ACL behind.
    const copying = rules.filter(({ ownerOverride }) => ownerOverride !== true);
    const looks = copying.map(async (rule) => {
      const taken = versions.filter((version) => takenBy(version, context.run, rules).includes(rule));
      return taken.length === 0 ? undefined : look(rule, taken, context);
    });
    return (await Promise.all(looks)).filter((finding) => finding !== undefined);
  },
};
