// Whether a job does what the plan says. Its description says which plan it is for, and anybody who may create jobs can write that: what
// S3 shows of a job is held against the request before the job is taken for ours. Who has created a job S3 does not tell (CloudTrail does).
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_JobDescriptor.html
import type { JobView } from '../../../ports/batch/batch-operations';
import type { ShownFilter, ShownManifest, ShownOrder, ShownPlace } from '../../../ports/batch/job-request';
import { bucketInArn } from '../../../text/arn';
import { defined } from '../../../text/defined';
import { membersOf } from '../../../ports/batch/shown-members';
import { shownJson, visible } from '../../../text/safe-text';
import type { PlannedJob } from '../planned-job';
import { roundIn } from './round-mark';

/** One way in which a job is not the plan's. */
export interface Difference {
  /** Name of what differs. */
  readonly what: string;
  /** What the job has, in words. */
  readonly given: string;
  /** What the plan has, in words. */
  readonly expected: string;
}

/** What a job was asked to do, whether a plan or S3 says it. */
interface Asked extends ShownOrder {
  readonly roleArn: string;
}

const NOT_SHOWN = 'nothing that S3 shows';

function listOf(texts: readonly string[] | undefined, none: string): string {
  const some = [...new Set(texts ?? [])].filter((text) => text !== '').sort();
  return some.length === 0 ? none : some.map((text) => shownJson(text)).join(' and ');
}

/** S3 keeps seconds. */
function moment(at: Date | string | undefined): string {
  if (at === undefined) return 'any time';
  const ms = typeof at === 'string' ? Date.parse(at) : at.getTime();
  return Number.isNaN(ms) ? 'no moment' : new Date(Math.floor(ms / 1000) * 1000).toISOString();
}

function whether(on: boolean | undefined): string {
  return on === true ? 'yes' : 'no';
}

type ByFilter = (filter: ShownFilter) => string;

/** Every member of the filter; the type holds that none is left out. */
const OF_FILTER: Readonly<
  Record<
    Exclude<keyof ShownFilter, 'KeyNameConstraint'> | 'prefix' | 'suffix' | 'substring',
    readonly [what: string, ByFilter]
  >
> = {
  EligibleForReplication: ['only what is eligible', (filter) => whether(filter.EligibleForReplication)],
  ObjectReplicationStatuses: [
    'replication statuses',
    (filter) => listOf(filter.ObjectReplicationStatuses, 'every status'),
  ],
  prefix: ['prefix', ({ KeyNameConstraint }) => listOf(KeyNameConstraint?.MatchAnyPrefix, 'every key')],
  suffix: ['suffix', ({ KeyNameConstraint }) => listOf(KeyNameConstraint?.MatchAnySuffix, 'any')],
  substring: ['substring', ({ KeyNameConstraint }) => listOf(KeyNameConstraint?.MatchAnySubstring, 'any')],
  CreatedAfter: ['created after', (filter) => moment(filter.CreatedAfter)],
  CreatedBefore: ['created before', (filter) => moment(filter.CreatedBefore)],
  ObjectSizeGreaterThanBytes: ['larger than', ({ ObjectSizeGreaterThanBytes: bytes }) => String(bytes ?? 'any size')],
  ObjectSizeLessThanBytes: ['smaller than', ({ ObjectSizeLessThanBytes: bytes }) => String(bytes ?? 'any size')],
  MatchAnyStorageClass: ['storage classes', (filter) => listOf(filter.MatchAnyStorageClass, 'every class')],
  MatchAnyObjectEncryption: [
    'encryption',
    ({ MatchAnyObjectEncryption: all }) =>
      listOf(
        all?.flatMap((one) => Object.keys(defined(one))),
        'any',
      ),
  ],
};

/** Undefined: S3 does not show it, and nothing depends on it, since another row tells as much. */
type Row = readonly [what: string, (asked: Asked) => string | undefined];

/** What is compared of every job. */
const ROWS: readonly Row[] = [
  // The job was found in this account.
  ['account', ({ accountId }) => accountId],
  ['operation', ({ operation = NOT_SHOWN }) => operation],
  ['job role', ({ roleArn }) => (roleArn === '' ? NOT_SHOWN : roleArn)],
  ['report', ({ report }) => (report.enabled ? 'written' : 'none')],
  ['report bucket', ({ report }) => report.place?.bucket ?? NOT_SHOWN],
  // Without it the rows are held against all tasks.
  ['report scope', ({ report }) => report.scope],
];

/** What is compared where S3 lists the bucket. */
const ROWS_OF_GENERATOR: readonly Row[] = [
  ['source bucket', ({ generator }) => generator?.sourceBucket ?? NOT_SHOWN],
  // Names of buckets are one world.
  ['account of the source bucket', ({ generator }) => generator?.sourceAccountId],
  ...Object.values(OF_FILTER).map(([what, of]): Row => [
    `filter (${what})`,
    ({ generator }) => of(generator?.filter ?? {}),
  ]),
];

/** The request as S3 would show it. */
function askedBy({ request, generator: instead }: PlannedJob): Asked {
  const { AccountId, Operation, RoleArn, Report, ManifestGenerator = instead, Manifest } = request;
  const generator = ManifestGenerator?.S3JobManifestGenerator;
  const placeOf = (arn: string, prefix = ''): ShownPlace => ({ bucket: bucketInArn(arn) ?? arn, prefix });
  const output = generator?.ManifestOutputLocation;
  return {
    accountId: AccountId,
    operation: Object.keys(Operation).join(' and '),
    roleArn: RoleArn,
    report: { enabled: Report.Enabled, place: placeOf(Report.Bucket, Report.Prefix), scope: Report.ReportScope },
    ...('S3PutObjectCopy' in Operation ? { copies: membersOf(Operation.S3PutObjectCopy) } : {}),
    ...defined({
      generator:
        generator === undefined
          ? undefined
          : {
              sourceBucket: bucketInArn(generator.SourceBucket) ?? generator.SourceBucket,
              sourceAccountId: generator.ExpectedBucketOwner,
              filter: generator.Filter,
              ...defined({ output: output === undefined ? undefined : placeOf(output.Bucket, output.ManifestPrefix) }),
            },
      manifest:
        Manifest === undefined
          ? undefined
          : {
              object: Manifest.Location.ObjectArn.replace(/^arn:[^:]*:s3:::/, ''),
              etag: Manifest.Location.ETag,
              format: Manifest.Spec.Format,
              fields: Manifest.Spec.Fields,
            },
    }),
  };
}

/** Whether S3 was given this list: the runner names it by its digest. */
function isSameList(given: ShownManifest, expected: ShownManifest): boolean {
  return (
    given.object === expected.object &&
    given.etag === expected.etag &&
    given.format === expected.format &&
    given.fields.join() === expected.fields.join()
  );
}

/** Lists of what is copied need no version ids: the newest are meant. */
function isOurForm({ format, fields }: ShownManifest, { copies }: Asked): boolean {
  const form = fields.join();
  const isForm = form === 'Bucket,Key,VersionId' || (copies !== undefined && form === 'Bucket,Key');
  return format === 'S3BatchOperations_CSV_20180820' && isForm;
}

/** Beginning of what the runner calls the lists that it writes; undefined: the plan has no place for any. */
function listsOf({ generator, manifest }: Asked): string | undefined {
  if (manifest !== undefined) return manifest.object.replace(/[^/]*$/, '');
  const { output } = generator ?? {};
  if (output === undefined) return undefined;
  return `${output.bucket}/${output.prefix === '' ? '' : `${output.prefix}/`}supplied/`;
}

/** Whether S3 was given a list that the runner may have written where this plan has its lists. */
function isOurList(given: ShownManifest, expected: Asked): boolean {
  const beginning = listsOf(expected);
  if (beginning === undefined || !given.object.startsWith(beginning) || !isOurForm(given, expected)) return false;
  return /^[0-9a-f]{32}\.csv$/.test(given.object.slice(beginning.length));
}

function shownList({ object, etag }: ShownManifest): string {
  return visible(`s3://${object} with the ETag ${etag}`);
}

/** Of what its copies are to be, everything: a member that this version does not send changes them too. */
function copyDifferences({ copies: given = {} }: Asked, { copies: expected = {} }: Asked): readonly Difference[] {
  const names = [...new Set([...Object.keys(expected), ...Object.keys(given)])];
  return names
    .filter((name) => given[name] !== expected[name])
    .map((name) => ({
      what: `copies (${visible(name)})`,
      given: visible(given[name] ?? NOT_SHOWN),
      expected: visible(expected[name] ?? 'none'),
    }));
}

function byRows(rows: readonly Row[], given: Asked, expected: Asked): readonly Difference[] {
  return rows.flatMap(([what, of]) => {
    const [is, wanted] = [of(given), of(expected)];
    if (is === undefined || wanted === undefined || is === wanted) return [];
    return [{ what, given: visible(is), expected: visible(wanted) }];
  });
}

/** What the job copies: chosen by S3, or listed. A later round is given what has failed in the one before it. */
function objectDifferences(planned: PlannedJob, given: Asked, expected: Asked, round: number): readonly Difference[] {
  const { manifest } = given;
  if (manifest === undefined) {
    if (expected.manifest === undefined || expected.generator !== undefined)
      return byRows(ROWS_OF_GENERATOR, given, expected);
    return [{ what: 'manifest', given: 'none: S3 lists the bucket', expected: shownList(expected.manifest) }];
  }
  if (expected.manifest !== undefined && isSameList(manifest, expected.manifest)) return [];
  const mayBeAnother = round > 1 || planned.search === true;
  if (mayBeAnother && isOurList(manifest, expected)) return [];
  const ours = expected.manifest === undefined ? 'none: S3 lists the bucket' : shownList(expected.manifest);
  return [{ what: 'manifest', given: shownList(manifest), expected: ours }];
}

/** S3 may keep its own list where the plan has it kept, or nowhere: it names all keys. */
function outputDifferences({ generator: given }: Asked, { generator: expected }: Asked): readonly Difference[] {
  if (given?.output === undefined || given.output.bucket === expected?.output?.bucket) return [];
  const shown = visible(expected?.output?.bucket ?? 'none');
  return [{ what: 'bucket of the generated manifest', given: visible(given.output.bucket), expected: shown }];
}

function asked({ order, roleArn }: JobView): Asked {
  return { ...order, roleArn };
}

/**
 * In what a job is not the plan's; empty: it is. Its priority, the folder of its report and its confirmation may be others: they change
 * nothing of what is copied, and runs with other flags go on with the same job.
 */
export function differencesOf(planned: PlannedJob, view: JobView): readonly Difference[] {
  const given = asked(view);
  const expected = askedBy(planned);
  return [
    ...byRows(ROWS, given, expected),
    ...copyDifferences(given, expected),
    ...objectDifferences(planned, given, expected, Math.max(roundIn(view.description), planned.round ?? 1)),
    ...outputDifferences(given, expected),
  ];
}

/** Where a job writes its report, when that is another folder than the plan's. */
export function otherReportFolder(planned: PlannedJob, { order }: JobView): string | undefined {
  const { place } = order.report;
  const wanted = planned.request.Report.Prefix ?? '';
  return place === undefined || place.prefix === wanted ? undefined : visible(`s3://${place.bucket}/${place.prefix}`);
}

/** `job role: arn:… instead of arn:…; report: none instead of written` */
export function inWords(differences: readonly Difference[]): string {
  return differences.map(({ what, given, expected }) => `${what}: ${given} instead of ${expected}`).join('; ');
}
