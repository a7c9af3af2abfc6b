import { whereIs } from '../asked/where-is';
import { readable, type CheckContext } from '../asked/asked-once';
import { ownershipPatch } from '../../patches/bucket-patches';
import { eachOnce, MOST_LOOKED_AT, MOST_PREFIXES } from '../asked/sampled-versions';
import { spreadEvenly } from '../../pacing/spread-evenly';
import { prefixesOfRules } from '../../replication/prefix-coverage';
import { count, counted } from '../../text/figures';
import type { OwnedVersion } from '../../ports/s3/objects';
import { visible } from '../../text/safe-text';
import { concurrently } from '../../pacing/concurrently';
import { couldNotCheck, ok, unlessDenied, wrong, type Check, type Finding } from '../check';

const ENFORCED = 'BucketOwnerEnforced';
const AT_ONCE = 8;
const SWITCH_OFF =
  'switch ACLs off at the source: the bucket owner owns every object then, ACLs count no more, and whoever was let in by one alone needs a policy';

/** Whether the owner of the bucket, for whom S3 replicates, may read the version and its ACL. */
type Openness = 'open' | 'closed' | 'refused';

async function openness(
  bucket: string,
  { key, versionId }: OwnedVersion,
  bucketOwner: string,
  { aws }: CheckContext,
): Promise<Openness> {
  const acl = await readable(() => aws.objects.acl(bucket, key, versionId));
  if ('value' in acl) return acl.value.readers.includes(bucketOwner) ? 'open' : 'closed';
  return 'refused';
}

/** Whether the same is shown of an object of the bucket's owner: then it is the ACL that refuses. */
async function mayRead(bucket: string, own: OwnedVersion | undefined, { aws }: CheckContext): Promise<boolean> {
  if (own === undefined) return false;
  return 'value' in (await readable(() => aws.objects.acl(bucket, own.key, own.versionId)));
}

async function foreignOwners(bucket: string, ownership: string, context: CheckContext): Promise<readonly Finding[]> {
  const { target, aws, rules } = context;
  const prefixes = spreadEvenly([...prefixesOfRules(await rules(), target.prefixes)].sort(), MOST_PREFIXES);
  const listed = await Promise.all(prefixes.map((prefix) => aws.objects.owners(bucket, prefix)));
  const bucketOwner = listed[0]?.bucketOwner ?? '';
  const versions = eachOnce(listed.map((one) => one.versions)).flat();
  const foreign = versions.filter(({ owner }) => owner !== bucketOwner);
  const [first] = foreign;
  if (first === undefined)
    return [
      ok(
        `'${bucket}': ${ownership}, ${versions.length === 1 ? 'and the one version listed is its' : `and ${counted(versions.length, 'version')} listed are all its`} owner's`,
      ),
    ];
  const seen: { readonly key: string; readonly is: Openness }[] = [];
  await concurrently(spreadEvenly(foreign, MOST_LOOKED_AT), AT_ONCE, async (version) => {
    seen.push({ key: version.key, is: await openness(bucket, version, bucketOwner, context) });
  });
  const own = versions.find(({ owner }) => owner === bucketOwner);
  const refusedByAcl = seen.some(({ is }) => is === 'refused') && (await mayRead(bucket, own, context));
  const closed = seen.filter(({ is }) => is === 'closed' || (is === 'refused' && refusedByAcl));
  const looked = `${count(foreign.length)} of ${counted(versions.length, 'version')} listed in '${bucket}' ${foreign.length === 1 ? 'belongs' : 'belong'} to other accounts`;
  const [one] = closed;
  if (one !== undefined)
    return [
      wrong(
        `${looked}, ACLs are on (${ownership}), and the ACLs of ${closed.length} of ${seen.length} looked at do not let the bucket owner read, '${visible(one.key)}' for example; tasks would fail with SrcGetAclNotPermitted`,
        SWITCH_OFF,
        ownershipPatch(bucket, await whereIs(bucket, context)),
      ),
    ];
  if (seen.some(({ is }) => is === 'refused'))
    return [
      couldNotCheck(
        `${looked}, '${visible(first.key)}' for example, and their ACLs could not be read: unless they let the bucket owner read object and ACL, tasks would fail with SrcGetAclNotPermitted (looking needs s3:GetObjectVersionAcl)`,
        ownershipPatch(bucket, await whereIs(bucket, context)),
      ),
    ];
  return [ok(`${looked}; the ACLs of ${seen.length} looked at let the bucket owner read`)];
}

/** Where ACLs are on, whoever wrote an object owns it, and the role may not read the objects of others. */
function sourceOwners(context: CheckContext): Promise<readonly Finding[]> {
  const { bucket } = context.target.source;
  return unlessDenied(async () => {
    const ownership = (await context.aws.bucketSettings.ownership(bucket)) ?? 'ObjectWriter';
    return ownership === ENFORCED ? [ok(`'${bucket}': ${ENFORCED}`)] : foreignOwners(bucket, ownership, context);
  }, 's3:GetBucketOwnershipControls, s3:GetBucketAcl, s3:ListBucketVersions');
}

export const ownershipCheck: Check = {
  id: 'ownership',
  title: 'the bucket owner may read the objects, whosever they are',
  run: sourceOwners,
};
