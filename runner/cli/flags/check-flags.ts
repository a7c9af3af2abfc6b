// Flags of commands that look whether replication works, whether it has worked, and what it needs in IAM.
import { CALLER_VERBS, COPY_VERBS, FREE_VERBS } from '../../policy/caller/caller-permission';
import { COPY_FLAGS } from './copy-flags';
import { bucket, choice, directory, HOW, number, path, prefix, text, toggle, WHAT, type Flags } from './flag';
import { CONCLUDE_FLAGS } from './job-flags';
import { EMPTY_FLAGS, PLACE_FLAGS } from './target-flags';
import { FORECAST_FLAGS, SELECTION_FLAGS } from './version-flags';

export const DOCTOR_FLAGS = {
  ...PLACE_FLAGS,
  ...EMPTY_FLAGS,
  canary: toggle(HOW, 'gate', 'replicate one small object under the first prefix, end to end, and remove it again'),
  'canary-wait': number(HOW, 'nothing', "seconds to wait for the canary's replica [default: 300]"),
} satisfies Flags;

export const HEALTH_FLAGS = {
  ...EMPTY_FLAGS,
  'source-bucket': PLACE_FLAGS['source-bucket'],
  prefix: PLACE_FLAGS.prefix,
  'recent-hours': number(HOW, 'nothing', 'age in hours up to which an object version is recent [default: 24]'),
} satisfies Flags;

export const VERIFY_FLAGS = {
  ...EMPTY_FLAGS,
  'source-bucket': PLACE_FLAGS['source-bucket'],
  prefix: PLACE_FLAGS.prefix,
  'destination-bucket': {
    ...bucket(WHAT, 'nothing', 'bucket to compare with [default: the destinations of the enabled rules]'),
    repeatable: true,
  },
  'destination-prefix': prefix(
    WHAT,
    'nothing',
    'with --method copy: replaces the prefix in the keys of the copies [default: keys stay as they are]',
  ),
  keep: {
    ...COPY_FLAGS.keep,
    group: WHAT,
    description: 'with --method copy: what the copies should have kept; ACLs are not compared',
  },
  'destination-storage-class': {
    ...COPY_FLAGS['destination-storage-class'],
    group: WHAT,
    description: 'with --method copy: storage class that every copy should have [default: that of each object]',
  },
  'destination-header': {
    ...COPY_FLAGS['destination-header'],
    group: WHAT,
    description: "with --method copy: content header that every copy should have instead of the source's, NAME=VALUE",
  },
  'destination-metadata': {
    ...COPY_FLAGS['destination-metadata'],
    group: WHAT,
    description: "with --method copy: user metadata that every copy should have instead of the source's, NAME=VALUE",
  },
  'destination-tag': {
    ...COPY_FLAGS['destination-tag'],
    group: WHAT,
    description: "with --method copy: tag that every copy should have instead of the source's, KEY=VALUE",
  },
  'without-tags': {
    ...COPY_FLAGS['without-tags'],
    group: WHAT,
    description: 'with --method copy: copies should have no tags',
  },
  'all-versions': toggle(
    WHAT,
    'nothing',
    'with --method copy: compare all versions of each key, from the newest down, not only the current ones',
  ),
  'source-inventory': path(
    WHAT,
    'reads',
    'manifest.json of an S3 Inventory of the source, s3://… or a file, in place of a listing: joined by DuckDB; with --engine athena a table: TABLE, or TABLE@2026-01-31-01-00 for that partition [default: of the handoff, its newest partition]',
  ),
  'destination-inventory': path(
    WHAT,
    'reads',
    'the same of the destination [default: the destination is listed; with --engine athena the table of the handoff]',
  ),
  engine: choice(
    HOW,
    'gate',
    ['duckdb', 'athena'],
    // No default of its own: a flag that has one counts as given, and is refused beside whatever has no inventories.
    'what joins inventories: DuckDB on this machine, or Athena in AWS, which charges for what it scans [default: duckdb]',
  ),
  'athena-workgroup': text(
    HOW,
    'gate',
    'with --engine athena: workgroup to run the query in [default: that of the handoff]',
  ),
  'athena-database': text(
    WHAT,
    'reads',
    'with --engine athena: database that the tables are in [default: that of the handoff]',
  ),
  'athena-results': text(
    HOW,
    'writes',
    'with --engine athena: where results go, s3://bucket/folder/ [default: where the workgroup puts them]',
  ),
  'max-cost': number(
    HOW,
    'nothing',
    'with --engine athena: query nothing (exit code 2) if the cost may exceed this, in dollars',
  ),
  evidence: directory(
    HOW,
    'writes',
    'keeps what was compared in this directory, with digests: listings and lookups as Parquet, inventories unchanged [default: nothing is kept]',
  ),
  from: directory(
    WHAT,
    'reads',
    'compares what --evidence has kept in this directory, without AWS [default: both sides are read now]',
  ),
  since: directory(
    WHAT,
    'reads',
    'with --from: also list what has changed since the evidence in this directory [default: it is not told]',
  ),
  report: path(
    WHAT,
    'reads',
    'job of Batch Replication, or directory in which report --evidence has kept its report: compare each of its rows with what is there, by DuckDB [default: no report is]',
  ),
  memory: number(
    HOW,
    'work',
    'with --source-inventory, --report, or --from of inventories: MiB that the join may use [default: 1280]',
  ),
  threads: number(
    HOW,
    'work',
    'with --source-inventory, --report, or --from of inventories: threads that join [default: as many as processors]',
  ),
  sample: number(
    HOW,
    'gate',
    'replicas whose metadata, tags and status are compared, too; if there are more, a random sample [default: 10000]',
  ),
  wait: number(HOW, 'nothing', 'seconds to wait for versions that S3 is still replicating [default: 0]'),
  'fail-on-empty': CONCLUDE_FLAGS['fail-on-empty'],
} satisfies Flags;

export const POLICY_FLAGS = {
  ...PLACE_FLAGS,
  'destination-bucket': {
    ...bucket(WHAT, 'nothing', 'bucket to copy to [default: those of the rules]'),
    repeatable: true,
  },
  as: choice(
    HOW,
    'nothing',
    ['json', 'hcl', 'aws-cli'],
    'JSON of IAM, HCL of Terraform, or commands of the AWS CLI',
    'json',
  ),
  for: choice(
    HOW,
    'nothing',
    [...CALLER_VERBS, ...COPY_VERBS, ...FREE_VERBS],
    "the verb that the caller's policy is for",
    'run',
  ),
  'destination-prefix': prefix(
    HOW,
    'nothing',
    'for copy: what takes the place of --prefix in the keys of the copies [default: keys stay as they are]',
  ),
  keep: {
    ...choice(HOW, 'nothing', ['lock', 'acl', 'redirects'], 'for copy: what else is kept'),
    repeatable: true,
  },
  annotations: choice(HOW, 'nothing', ['copy', 'exclude'], 'for copy: whether annotations are copied', 'copy'),
  'all-versions': toggle(HOW, 'nothing', 'for copy: all versions are copied'),
  delete: toggle(HOW, 'nothing', 'for copy: what the source does not have is deleted at the destination'),
  route: toggle(
    HOW,
    'nothing',
    'for run, retry and copy: include what --route does: restores and copies by other methods',
  ),
  'caller-arn': text(HOW, 'nothing', "user or role that gets the caller's policy [default: any of the account]"),
  offline: toggle(
    HOW,
    'nothing',
    'asks AWS nothing and needs no credentials: uses flags and outputs only, and names what it did not read',
  ),
  canary: toggle(HOW, 'nothing', 'whether doctor runs with --canary'),
  survey: FORECAST_FLAGS.survey,
  manifest: SELECTION_FLAGS.manifest,
  'source-inventory': VERIFY_FLAGS['source-inventory'],
  'destination-inventory': VERIFY_FLAGS['destination-inventory'],
  engine: { ...VERIFY_FLAGS.engine, description: 'for verify: what joins inventories, DuckDB or Athena' },
  'athena-workgroup': VERIFY_FLAGS['athena-workgroup'],
  'athena-database': VERIFY_FLAGS['athena-database'],
  'athena-results': VERIFY_FLAGS['athena-results'],
  'sign-with': text(HOW, 'nothing', 'KMS key (ARN or alias/…) that signs certificates, or checks them'),
  'job-tags': toggle(HOW, 'nothing', 'whether the caller tags its jobs; --no-job-tags leaves the permission out', {
    default: true,
  }),
} satisfies Flags;
