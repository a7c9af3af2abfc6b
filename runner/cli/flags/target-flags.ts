// Flags of nearly every command: where the handoff and AWS are, what is copied from where to where, how it is told.
import { bucket, choice, file, HOW, path, prefix, text, texts, toggle, number, WHAT, type Flags } from './flag';

const WHERE = 'Where';
const WHOSE = 'Whose credentials, where each side has its own';

export const CONNECTION_FLAGS = {
  settings: file(
    WHERE,
    'reads',
    'settings file; if it is named, its section runner may set every flag [default: s3-backfill.json in the working directory, for what is harmless]',
  ),
  outputs: file(
    WHERE,
    'reads',
    'the Terraform outputs or state, or - for standard input [default: a state in the working directory]',
  ),
  stack: text(WHERE, 'nothing', 'which handoff, if there are several'),
  region: text(WHERE, 'nothing', 'Region of the source bucket'),
  'account-id': text(WHERE, 'nothing', 'account of the source bucket'),
  profile: text(WHERE, 'identity', 'AWS profile'),
  'source-profile': text(WHOSE, 'identity', 'profile for the source and its jobs [default: that of --profile]'),
  'source-role-arn': text(WHOSE, 'identity', 'role to assume for the source and its jobs [default: none]'),
  'source-external-id': text(WHOSE, 'identity', 'external id that this role requires'),
  'endpoint-url': text(WHERE, 'host', 'endpoint for all services, for example http://127.0.0.1:4566'),
  'allow-http': toggle(WHERE, 'host', 'allow an http:// endpoint on another machine'),
  'patience-seconds': number(
    HOW,
    'nothing',
    'seconds to wait while AWS or the network has problems [default: 120, and 300 once a job is in AWS]',
  ),
  output: {
    ...choice(
      HOW,
      'nothing',
      ['text', 'json', 'markdown'],
      'text for people, one JSON object a line, or Markdown for a CI job',
      'text',
    ),
    alias: 'o',
  },
} satisfies Flags;

/** Of the verbs that do many backfills at once. */
export const FLEET_FLAGS = {
  fleet: file(
    WHERE,
    'reads',
    'many backfills at once: a list of outputs files, one a line or in JSON, a directory of them, or outputs of many stacks',
  ),
} satisfies Flags;

/** Of the verbs that look at the destinations, too. */
export const DESTINATION_FLAGS = {
  'destination-profile': text(WHOSE, 'identity', 'profile for the destination buckets [default: that of --profile]'),
  'destination-role-arn': text(
    WHOSE,
    'identity',
    'role to assume for the destination buckets, with the credentials of that profile [default: none]',
  ),
  'destination-external-id': text(WHOSE, 'identity', 'external id that this role requires'),
} satisfies Flags;

export const SAYING_FLAGS = {
  quiet: toggle(HOW, 'nothing', 'only results, warnings and errors', { alias: 'q' }),
  verbose: toggle(HOW, 'nothing', 'show everything: passed checks, every cause in a report, every request to AWS', {
    alias: 'v',
  }),
  'on-event': {
    ...text(HOW, 'program', 'webhook (https://…) or command that gets every event as a line of JSON'),
    isSecret: true,
  },
  'on-event-env': texts(
    HOW,
    'identity',
    'variable to pass to this command, which gets no AWS_… or S3_BACKFILL_… otherwise [default: none]',
  ),
} satisfies Flags;

export const PLACE_FLAGS = {
  'source-bucket': bucket(WHAT, 'nothing', 'bucket to copy from'),
  prefix: { ...prefix(WHAT, 'nothing', 'prefix of the keys, without a leading slash'), repeatable: true },
  'role-arn': text(WHAT, 'identity', 'role that S3 Batch Operations assumes'),
  'task-arn': text(WHAT, 'writes', 'with --method datasync: ARN of the task [default: that of the handoff]'),
  'report-bucket': bucket(WHAT, 'writes', 'bucket for the completion report'),
  'report-prefix': prefix(WHAT, 'writes', 'prefix of the completion report [default: s3-backfill/reports]'),
  'manifest-bucket': bucket(WHAT, 'writes', 'bucket for the generated manifest; without it the manifest is not kept'),
  'manifest-prefix': prefix(WHAT, 'writes', 'prefix of the generated manifest [default: s3-backfill/manifests]'),
} satisfies Flags;

export const EMPTY_FLAGS = {
  'allow-empty': toggle(HOW, 'gate', 'accept a prefix without objects; otherwise it is refused as misspelt'),
} satisfies Flags;

export const TARGET_FLAGS = {
  ...PLACE_FLAGS,
  ...EMPTY_FLAGS,
  priority: number(HOW, 'nothing', 'priority of the jobs; S3 pauses jobs of lower priority [default: 10]'),
  'job-tags': toggle(HOW, 'nothing', 'tag the jobs; use --no-job-tags without s3:PutJobTagging', {
    default: true,
  }),
} satisfies Flags;

export const CREATE_FLAGS = {
  'always-create': toggle(
    HOW,
    'gate',
    'create jobs even if nothing seems to be left: S3 looks, and charges for the job',
  ),
} satisfies Flags;

export const REPORT_FILE_FLAGS = {
  'report-file': file(HOW, 'writes', 'file for a report of the whole run: .html, .md or .json'),
} satisfies Flags;

export const CERTIFICATE_FLAGS = {
  certificate: file(HOW, 'writes', 'file for the certificate of the comparison: .html, .md or .json'),
  'sign-with': path(
    HOW,
    'identity',
    'signs the certificate, into a file named after it with .sig: an Ed25519 private key in a file, or a KMS key (ARN or alias/…)',
  ),
} satisfies Flags;
