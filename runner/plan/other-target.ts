// A kept plan says by itself what is copied from where to where. What Terraform says beside it is held against that: whoever may change the
// file would choose the target otherwise.
import type { Handoff } from '../../modules/handoff';
import { targetOfHandoff, type BucketPlace, type Target } from '../target/target';
import { visible } from '../text/safe-text';

const NONE = 'none';

function placeText(place: BucketPlace | undefined): string {
  return place === undefined ? NONE : `s3://${place.bucket}/${place.prefix}`;
}

/** What is compared; undefined: one of the two leaves it to S3. */
const FIELDS: readonly (readonly [what: string, of: (target: Target) => string | undefined])[] = [
  ['source bucket', ({ source }) => source.bucket],
  ['Region of the source', ({ source }) => source.region],
  ['account of the source', ({ source }) => source.accountId],
  ['job role', ({ batchJob }) => batchJob.roleArn ?? NONE],
  ['role of copies', ({ batchJob }) => batchJob.batchCopyRoleArn ?? NONE],
  ['place of copies', ({ copyTo }) => copyTo && `s3://${copyTo.bucket}/${copyTo.before ?? copyTo.prefix ?? ''}`],
  ['task of DataSync', ({ dataSync }) => dataSync?.taskArn],
  ['role of the task report', ({ dataSync }) => dataSync?.reportRoleArn],
  ['place of the report', ({ batchJob }) => placeText(batchJob.report)],
  ['place of manifests', ({ batchJob }) => placeText(batchJob.manifest)],
  [
    'destination buckets',
    ({ destinations }) =>
      destinations.length === 0 ? undefined : [...new Set(destinations.map(({ bucket }) => bucket))].sort().join(', '),
  ],
];

/** Prefixes of the plan that no prefix of the handoff covers. */
function furtherPrefixes(planned: Target, given: Target): readonly string[] {
  if (given.prefixes === undefined) return [];
  const all = planned.prefixes ?? [''];
  return all.filter((prefix) => given.prefixes?.some((covering) => prefix.startsWith(covering)) !== true);
}

/** In what the target of a plan is another one than Terraform says, in words; a part of its prefixes is the same target. */
export function targetDifferences(planned: Target, handoff: Handoff): readonly string[] {
  const given = targetOfHandoff(handoff);
  const fields = FIELDS.flatMap(([what, of]) => {
    const [is, wanted] = [of(planned), of(given)];
    if (is === undefined || wanted === undefined || is === wanted) return [];
    return [`${what}: ${visible(is)} in the plan, ${visible(wanted)} in Terraform's outputs`];
  });
  const prefixes = furtherPrefixes(planned, given).map(
    (prefix) => `prefix: '${visible(prefix)}' in the plan, of which Terraform's outputs say nothing`,
  );
  return [...fields, ...prefixes];
}
