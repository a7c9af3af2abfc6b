// What belongs where a handoff lacks something: the fields that every handoff has.
import type * as z from 'zod';

/** By the path of the field, with `[]` for the entries of a list. */
const WANTED: Readonly<Record<string, string>> = {
  source: 'bucket, region and accountId of the bucket that is copied from',
  'source.bucket': 'the name of the bucket that is copied from',
  'source.region': "the name of its Region, like 'eu-west-1'",
  'source.accountId': 'its account, twelve digits as a text',
  'destinations.[].bucket': 'the name of the bucket that the rule copies to',
  'destinations.[].ruleId': 'the id of the rule; where rules are not known, destinations is left empty',
  'rules.[].id': 'the id that the rule has in S3; where rules are not known, rules is left empty',
  'rules.[].priority': 'the priority that the rule has in S3, a whole number',
  'rules.[].status': "'Enabled' or 'Disabled'",
  'rules.[].deleteMarkers': 'true or false: whether delete markers are replicated',
  roles:
    'batchJobArn, the ARN of the role that S3 Batch Operations assumes, or batchCopyArn, that of one that copies without rules',
  'roles.batchJobArn':
    'the ARN of the role that S3 Batch Operations assumes to replicate; batchCopyArn where objects are only copied, without rules',
  'copy.bucket': 'the name of the bucket that copies go to',
  'athena.region': "the name of the Region of workgroup and tables, like 'eu-west-1'",
  'athena.workgroup': 'the name of the workgroup that queries are run in',
  'athena.database': 'the name of the database that the tables are in',
  'athena.sourceTable': 'the name of the table over the inventories of the source',
  'athena.destinationTable': 'the name of the table over the inventories of the destination',
  'athena.reportTable': 'the name of the table over completion reports',
  'athena.resultsLocation': 'where the workgroup puts results, like s3://bucket/folder/',
  report: 'bucket and prefix of the completion reports',
  'report.bucket': 'the name of a bucket in the Region of the source',
  'report.prefix': "a text; '' is anywhere in the bucket",
  'manifest.bucket': 'the name of a bucket in the Region of the source',
  'manifest.prefix': "a text; '' is anywhere in the bucket",
  prefixes: 'a list of beginnings of keys; [] is every key that the enabled rules cover',
};

/** `report: bucket and prefix …` for each field that is missing, by the faults that were found. */
export function wantedInstead({ issues }: z.ZodError, value: unknown): readonly string[] {
  return issues.flatMap(({ path }) => {
    if (valueAt(value, path) !== undefined) return [];
    const wanted = WANTED[path.map((step) => (typeof step === 'number' ? '[]' : String(step))).join('.')];
    return wanted === undefined ? [] : [`${path.join('.')}: ${wanted}`];
  });
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null ? (inner as Readonly<Record<PropertyKey, unknown>>)[key] : undefined,
    value,
  );
}
