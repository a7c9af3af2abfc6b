// Flags of nearly every command: where the handoff and AWS are, what is copied from where to where, how it is told.
import { choice, file, HOW, text, texts, toggle, number, WHAT, type Flags } from './flag';

const WHERE = 'Where';
const WHOSE = 'Whose credentials, where each side has its own';

export const CONNECTION_FLAGS = {
  outputs: file(
    WHERE,
    'the Terraform outputs or state, or - for standard input [default: a state in the working directory]',
  ),
  stack: text(WHERE, 'which handoff, when there are several'),
  region: text(WHERE, 'Region of the source bucket'),
  'account-id': text(WHERE, 'account of the source bucket'),
  profile: text(WHERE, "profile of AWS's configuration"),
  'source-profile': text(WHOSE, 'profile for the source and its jobs [default: that of --profile]'),
  'source-role-arn': text(WHOSE, 'role that is assumed for the source and its jobs [default: none]'),
  'source-external-id': text(WHOSE, 'external id that this role asks for'),
  'endpoint-url': text(WHERE, 'endpoint of all services, for example http://127.0.0.1:4566'),
  'patience-seconds': number(
    HOW,
    "seconds that AWS's own trouble, or the network's, is sat out [default: 120, and 300 once a job is in AWS]",
  ),
  output: {
    ...choice(
      HOW,
      ['text', 'json', 'markdown'],
      'text for people, one JSON object a line, or Markdown for a CI job',
      'text',
    ),
    alias: 'o',
  },
} satisfies Flags;

/** Of the verbs that look at the destinations, too. */
export const DESTINATION_FLAGS = {
  'destination-profile': text(WHOSE, 'profile for the destination buckets [default: that of --profile]'),
  'destination-role-arn': text(
    WHOSE,
    'role that is assumed for the destination buckets, with the credentials of that profile [default: none]',
  ),
  'destination-external-id': text(WHOSE, 'external id that this role asks for'),
} satisfies Flags;

export const SAYING_FLAGS = {
  quiet: toggle(HOW, 'only results, warnings and errors', { alias: 'q' }),
  verbose: toggle(HOW, 'tell everything: each check that is ok, every cause in a report, every request to AWS', {
    alias: 'v',
  }),
  'on-event': text(HOW, 'webhook (https://…) or command that is sent every event as a line of JSON'),
} satisfies Flags;

export const PLACE_FLAGS = {
  'source-bucket': text(WHAT, 'bucket to copy from'),
  prefix: texts(WHAT, 'prefix of the keys, without a leading slash'),
  'role-arn': text(WHAT, 'role that S3 Batch Operations assumes'),
  'report-bucket': text(WHAT, 'bucket for the completion report'),
  'report-prefix': text(WHAT, 'prefix of the completion report [default: s3-backfill/reports]'),
  'manifest-bucket': text(WHAT, 'bucket for the generated manifest; without it the manifest is not kept'),
  'manifest-prefix': text(WHAT, 'prefix of the generated manifest [default: s3-backfill/manifests]'),
} satisfies Flags;

export const EMPTY_FLAGS = {
  'allow-empty': toggle(HOW, 'there may be nothing under a prefix; without it that is refused, as a misspelt one'),
} satisfies Flags;

export const TARGET_FLAGS = {
  ...PLACE_FLAGS,
  ...EMPTY_FLAGS,
  priority: number(HOW, 'priority of the jobs; S3 pauses lower ones for higher ones [default: 10]'),
  'job-tags': toggle(HOW, 'tag the jobs; --no-job-tags where s3:PutJobTagging is not granted', { default: true }),
} satisfies Flags;

export const CREATE_FLAGS = {
  'always-create': toggle(
    HOW,
    'create jobs although nothing seems to be left for them: S3 then looks itself, and is paid for it',
  ),
} satisfies Flags;

export const REPORT_FILE_FLAGS = {
  'report-file': file(HOW, 'a report of the whole run; its ending decides: .html, .md or .json'),
} satisfies Flags;

export const CERTIFICATE_FLAGS = {
  certificate: file(HOW, 'the certificate of the comparison; its ending decides: .html, .md or .json'),
} satisfies Flags;
