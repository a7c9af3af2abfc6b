import type { ContextValue } from '../../policy/pattern';
import { isForUses, type CopyPermission, type CopyUse } from '../../policy/copy/copy-permission';
import { COPY_PERMISSIONS } from '../../policy/copy/copy-permissions';
import { grantedOn, type CopyGrant } from '../../policy/copy/copy-policy';
import { defined } from '../../text/defined';
import { bucketArn } from '../../text/arn';
import type { CheckContext } from '../asked/asked-once';
import { copierOf, copySides, ownerOf, type Copier, type CopySides } from '../asked/copy-sides';
import { probeKey } from '../asked/probe-key';
import { judgeNeeds, type Need } from '../roles/judge-permissions';
import { couldNotCheck, type Check } from '../check';

const SIDE_OF = {
  'source bucket': 'source',
  'source listing': 'source',
  'source objects': 'source',
  'destination bucket': 'destination',
  'destination listing': 'destination',
  'destination objects': 'destination',
} as const;

function sideOf(on: CopyPermission['on']): 'source' | 'destination' | undefined {
  return Object.hasOwn(SIDE_OF, on) ? SIDE_OF[on as keyof typeof SIDE_OF] : undefined;
}

/** Keys of every request of whoever copies, as far as they are known beforehand. */
export function copierContext({ arn, accountId }: Copier): Readonly<Record<string, ContextValue>> {
  return {
    'aws:PrincipalArn': arn,
    'aws:PrincipalAccount': accountId,
    'aws:PrincipalIsAWSService': 'false',
    'aws:SecureTransport': 'true',
  };
}

/** What the copy is asked to do. */
export function copyUsesOf({ run }: CheckContext): ReadonlySet<CopyUse> {
  return new Set(run.copyUses ?? ['annotations']);
}

/** Whether an object that was looked at has tags, so that no copy may do without writing them. */
async function isTagged({ newest }: CheckContext): Promise<boolean> {
  const found = await newest();
  return 'value' in found && found.value.heads.some(({ tagCount }) => tagCount > 0);
}

async function needsOf(
  permission: CopyPermission,
  sides: CopySides,
  copier: Copier,
  context: CheckContext,
): Promise<readonly Need[]> {
  const { action, on, without, doubt } = permission;
  const side = sideOf(on);
  if (side === undefined || (await context.isGone(sides[side].bucket))) return [];
  const { bucket, prefix } = sides[side];
  const { region } = context.target.source;
  const grant: CopyGrant = {
    source: { ...sides.source, keyArns: [] },
    destination: { ...sides.destination, keyArns: [] },
    region,
    uses: new Set(),
    principalArns: [],
  };
  const { resources, condition } = grantedOn(on, grant);
  const accountId = await ownerOf(bucket, copier, context);
  const isListing = on.endsWith('listing');
  const certain =
    action === 's3:PutObjectTagging' && (copyUsesOf(context).has('new tags') || (await isTagged(context)));
  return [
    {
      action,
      resource: on.endsWith('objects') ? `${bucketArn(bucket, region)}/${probeKey(prefix)}` : bucketArn(bucket, region),
      pattern: resources[0] ?? '',
      context: {
        ...copierContext(copier),
        'aws:ResourceAccount': accountId,
        's3:ResourceAccount': accountId,
        ...(isListing ? { 's3:prefix': prefix, 's3:delimiter': null } : {}),
      },
      without,
      ...defined({ doubt: certain ? undefined : doubt, condition }),
      resourcePolicy: {
        place: { policy: 'bucket', of: bucket },
        text: await context.bucketPolicy(bucket),
        accountId,
      },
    },
  ];
}

/** One identity does both: its own policies, and those of both buckets. Keys have a check of their own. */
export const copyPermissionsCheck: Check = {
  id: 'copy-permissions',
  title: 'whoever copies may list and read the source, and list and write the destination',
  async run(context) {
    const sides = copySides(context);
    if (sides === undefined) return [];
    const copier = await copierOf(context);
    if ('why' in copier) return [couldNotCheck(copier.why)];
    const uses = copyUsesOf(context);
    const wanted = COPY_PERMISSIONS.filter((one) => one.optional !== true && isForUses(one, uses));
    const needs = await Promise.all(wanted.map((one) => needsOf(one, sides, copier, context)));
    return judgeNeeds(needs.flat(), { title: 'copier', isCaller: true, ...copier });
  },
};
