// What whoever runs with --route needs beside: copies to the destination, copies of objects onto themselves, and restores.
import type { Target } from '../../target/target';
import { defined } from '../../text/defined';
import { batchCopyCallerGrants } from '../copy/batch-copy-policy';
import { copyGrants, type CopyGrant, type CopySide } from '../copy/copy-policy';
import type { CopyUse } from '../copy/copy-permission';
import type { Grant } from '../policy-document';

export interface RoutedSides {
  /** Keys of KMS that the objects of the source are under, by ARN. */
  readonly sourceKeyArns: readonly string[];
  /** Where copies go, each with its keys. */
  readonly destinations: readonly CopySide[];
  readonly callerArn?: string;
}

const USES: ReadonlySet<CopyUse> = new Set<CopyUse>(['annotations', 'restore', 'checks']);

/** By names of their own: statements with the same name would grant each action on all of their places. */
function named(how: string, grants: readonly Grant[]): readonly Grant[] {
  return grants.map((grant) => ({ ...grant, on: `${how} ${grant.on}` }));
}

/** One prefix narrows what is granted; with several, all of the bucket is. */
function sideOf({ source, prefixes = [] }: Target, keyArns: readonly string[]): CopySide {
  const [only, ...more] = prefixes;
  return { bucket: source.bucket, keyArns, ...defined({ prefix: more.length === 0 ? only : undefined }) };
}

export function routedGrants(
  target: Target,
  { sourceKeyArns, destinations, callerArn }: RoutedSides,
): readonly Grant[] {
  const { source: of, batchJob } = target;
  const { batchCopyRoleArn, report, manifest } = batchJob;
  const source = sideOf(target, sourceKeyArns);
  const principalArns = callerArn === undefined ? [] : [callerArn];
  const common: Omit<CopyGrant, 'destination'> = { source, region: of.region, uses: USES, principalArns };
  const { prefix } = source;
  return [
    ...destinations.flatMap((one, at) =>
      named(
        at === 0 ? 'copies' : `copies ${at + 1}`,
        copyGrants({ ...common, destination: { ...one, ...defined({ prefix }) } }),
      ),
    ),
    ...named('in place', copyGrants({ ...common, destination: source })),
    ...(batchCopyRoleArn === undefined || report === undefined
      ? []
      : named(
          'copying jobs',
          batchCopyCallerGrants({
            source: of,
            region: of.region,
            destinationBucket: of.bucket,
            copyRoleArn: batchCopyRoleArn,
            report,
            ...defined({ manifest, prefixes: prefix === undefined ? undefined : [prefix] }),
          }),
        )),
  ];
}
