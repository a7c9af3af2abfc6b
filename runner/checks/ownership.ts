import { readable, type DoctorContext } from '../doctor/context';
import { ownershipPatch } from '../doctor/patches';
import { isRunnerError } from '../errors';
import { visible } from '../safe-text';
import { couldNotCheck, destinationsOf, ok, unlessDenied, wrong, type Check, type Finding } from './check';

const ENFORCED = 'BucketOwnerEnforced';
const MOST_LOOKED_AT = 20;

/** Where ACLs are on, whoever wrote an object owns it, and the role may not read the objects of others. */
function sourceOwners({ target, aws }: DoctorContext): Promise<readonly Finding[]> {
  const { bucket } = target.source;
  return unlessDenied(async () => {
    const ownership = (await aws.bucketSettings.ownership(bucket)) ?? 'ObjectWriter';
    if (ownership === ENFORCED) return [ok(`'${bucket}': ${ENFORCED}`)];
    const prefixes = target.prefixes.length === 0 ? [''] : target.prefixes.slice(0, 10);
    const foreign = (await Promise.all(prefixes.map((prefix) => aws.objects.foreign(bucket, prefix)))).flat();
    const [first] = foreign;
    if (first === undefined) return [ok(`'${bucket}': ${ownership}, and all objects that were listed are its owner's`)];
    const looks = foreign.slice(0, MOST_LOOKED_AT).map(async ({ key, versionId }) => {
      const isOpen = 'value' in (await readable(() => aws.objects.head(bucket, key, versionId)));
      return isOpen ? [] : [key];
    });
    const [key] = (await Promise.all(looks)).flat();
    if (key === undefined)
      return [
        couldNotCheck(
          `objects of '${bucket}' belong to other accounts, '${visible(first.key)}' for example: unless they let the bucket owner read the ACL, tasks would fail with SrcGetAclNotPermitted`,
          ownershipPatch(bucket),
        ),
      ];
    return [
      wrong(
        `objects of '${bucket}' belong to other accounts and cannot be read, '${visible(key)}' for example, and ACLs are on (${ownership}); tasks would fail with SrcGetAclNotPermitted`,
        'switch ACLs off: the bucket owner owns every object then',
        ownershipPatch(bucket),
      ),
    ];
  }, 's3:GetBucketOwnershipControls, s3:ListBucketVersions');
}

/** With ACLs on both sides they are replicated, and Block Public Access of the destination does not let public ones in. */
async function copiedAcls(context: DoctorContext): Promise<readonly Finding[]> {
  const { target, aws } = context;
  const aclsOn = async (bucket: string): Promise<boolean> => {
    try {
      return ((await aws.bucketSettings.ownership(bucket)) ?? 'ObjectWriter') !== ENFORCED;
    } catch (error) {
      if (isRunnerError(error, 'denied', 'not-found')) return false;
      throw error;
    }
  };
  if (!(await aclsOn(target.source.bucket))) return [];
  const destinations = await destinationsOf(context);
  const findings = destinations.map(async ({ bucket }): Promise<readonly Finding[]> =>
    (await aclsOn(bucket))
      ? [
          couldNotCheck(
            `ACLs are on in '${target.source.bucket}' and in '${bucket}': those of objects are copied, and a public one that Block Public Access of '${bucket}' refuses fails its task with DstPutAclNotPermitted`,
            ownershipPatch(bucket),
          ),
        ]
      : [],
  );
  return (await Promise.all(findings)).flat();
}

export const ownershipCheck: Check<DoctorContext> = {
  id: 'ownership',
  title: 'objects belong to the owner of their bucket',
  run: async (context) => [...(await sourceOwners(context)), ...(await copiedAcls(context))],
};
