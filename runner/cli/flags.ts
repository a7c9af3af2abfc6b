// Every flag of the command line: its name, what it takes, and what it says about itself in --help.
import type { Options } from 'yargs';

export type Flags = Readonly<Record<string, Options>>;

const WHERE = 'Where';
const WHAT = 'What is backfilled (wins over the handoff)';
const HOW = 'How';

function text(group: string, description: string): Options {
  return { type: 'string', requiresArg: true, group, description };
}

function number(group: string, description: string): Options {
  return { type: 'number', requiresArg: true, group, description };
}

export const CONNECTION_FLAGS: Flags = {
  outputs: text(
    WHERE,
    'file with the Terraform outputs or state, or - for standard input [default: a state in the working directory]',
  ),
  stack: text(WHERE, 'which handoff, when there are several'),
  region: text(WHERE, 'Region of the source bucket'),
  'account-id': text(WHERE, 'account of the source bucket'),
  profile: text(WHERE, "profile of AWS's configuration"),
  'endpoint-url': text(WHERE, 'endpoint of all services, for example http://127.0.0.1:4566'),
  'patience-seconds': number(
    HOW,
    "how long AWS's own trouble, or the network's, is sat out [default: 120, and 300 once a job is in AWS]",
  ),
  output: {
    choices: ['text', 'json', 'markdown'],
    default: 'text',
    requiresArg: true,
    group: HOW,
    description: 'text for people, one JSON object a line, or Markdown for the summary of a CI job',
  },
};

export const SAYING_FLAGS: Flags = {
  quiet: { type: 'boolean', alias: 'q', default: false, group: HOW, description: 'only results, warnings and errors' },
  verbose: { type: 'boolean', default: false, group: HOW, description: 'name every request to AWS on standard error' },
  'on-event': text(HOW, 'webhook (https://…) or command that is sent every event as a line of JSON'),
};

const PLACE_FLAGS: Flags = {
  'source-bucket': text(WHAT, 'bucket to copy from'),
  prefix: text(WHAT, 'prefix of the keys, without a leading slash; repeatable'),
  'role-arn': text(WHAT, 'role that S3 Batch Operations assumes'),
  'report-bucket': text(WHAT, 'bucket for the completion report'),
  'report-prefix': text(WHAT, 'prefix of the completion report [default: s3-backfill/reports]'),
  'manifest-bucket': text(WHAT, 'bucket for the generated manifest; without it the manifest is not kept'),
  'manifest-prefix': text(WHAT, 'prefix of the generated manifest [default: s3-backfill/manifests]'),
};

export const POLICY_FLAGS: Flags = {
  ...PLACE_FLAGS,
  'destination-bucket': text(WHAT, 'bucket that is copied to; repeatable [default: those of the rules]'),
  as: {
    choices: ['json', 'hcl', 'aws-cli'],
    default: 'json',
    requiresArg: true,
    group: HOW,
    description: 'JSON of IAM, HCL of Terraform, or commands of the AWS CLI',
  },
  for: {
    choices: [
      ...['plan', 'run', 'retry', 'watch', 'report', 'verify', 'doctor', 'health'],
      ...['list', 'status', 'confirm', 'cancel', 'priority'],
    ],
    default: 'run',
    requiresArg: true,
    group: HOW,
    description: "the verb that the caller's policy is for",
  },
  'job-tags': {
    type: 'boolean',
    default: true,
    group: HOW,
    description: 'whether the caller tags its jobs; --no-job-tags leaves the permission out',
  },
};

export const TARGET_FLAGS: Flags = {
  ...PLACE_FLAGS,
  priority: number(HOW, 'priority of the jobs; S3 pauses lower ones for higher ones [default: 10]'),
  'job-tags': {
    type: 'boolean',
    default: true,
    group: HOW,
    description: 'tag the jobs; --no-job-tags where s3:PutJobTagging is not granted',
  },
};

export const DOCTOR_FLAGS: Flags = {
  ...PLACE_FLAGS,
  canary: {
    type: 'boolean',
    default: false,
    group: HOW,
    description: 'replicate one small object under the first prefix, end to end, and remove it again',
  },
  'canary-wait': number(HOW, 'seconds that S3 may take to replicate the canary [default: 300]'),
};

export const HEALTH_FLAGS: Flags = {
  'source-bucket': TARGET_FLAGS['source-bucket'] as Options,
  prefix: TARGET_FLAGS['prefix'] as Options,
  'recent-hours': number(HOW, 'age up to which an object version is recent [default: 24]'),
};

const WHICH = 'Which object versions (all that rules cover and that are not replicated)';

export const SELECTION_FLAGS: Flags = {
  key: text(WHICH, 'one object, by its whole key, instead of prefixes'),
  'version-id': text(WHICH, 'version of that object [default: the current one]'),
  manifest: text(WHICH, 'CSV file that lists versions: bucket, URL-encoded key, version id; no header'),
  'replication-status': text(WHICH, 'NONE, FAILED, COMPLETED or REPLICA; repeatable [default: NONE and FAILED]'),
  'created-after': text(WHICH, 'date or moment, for example 2026-01-31 or 2026-01-31T12:00:00Z'),
  'created-before': text(WHICH, 'date or moment'),
  'larger-than': text(WHICH, 'bytes, or a size like 64KiB'),
  'smaller-than': text(WHICH, 'bytes, or a size like 5GB'),
  'storage-class': text(WHICH, 'storage class of the object; repeatable'),
  suffix: text(WHICH, 'end of the keys'),
  substring: text(WHICH, 'part of the keys'),
  encryption: text(WHICH, 'SSE-S3, SSE-KMS, DSSE-KMS or SSE-C'),
  match: text(WHICH, 'regular expression that is looked for in the whole key, for example ^logs/.*[.]gz$'),
  tag: text(WHICH, 'tag of the object, as KEY=VALUE; repeatable: all have to be there'),
  'latest-only': {
    type: 'boolean',
    group: WHICH,
    description: 'only current versions [default: earlier ones too]',
  },
};

export const CONCLUDE_FLAGS: Flags = {
  'fail-on-empty': { type: 'boolean', default: false, group: HOW, description: 'exit code 6 when no object matched' },
  'report-wait-seconds': number(HOW, 'how long a completion report may be late [default: 300]'),
};

export const WATCH_FLAGS: Flags = {
  'poll-seconds': number(HOW, 'time between two looks at a job [default: 30]'),
  timeout: number(HOW, 'seconds until watching ends with exit code 4; the job goes on [default: none]'),
  ...CONCLUDE_FLAGS,
};

const LISTED = 'Which jobs';

export const LIST_FLAGS: Flags = {
  all: { type: 'boolean', default: false, group: LISTED, description: 'jobs of others and other operations too' },
  active: { type: 'boolean', default: false, group: LISTED, description: 'only jobs that are not over' },
};

const FORECAST = 'How much, how dear, how long';

export const FORECAST_FLAGS: Flags = {
  survey: text(
    FORECAST,
    'how versions are counted: exact, sample, none, or inventory:s3://bucket/path/manifest.json [default: sample; of run: none, or sample where a gate needs it]',
  ),
  'survey-limit': number(
    FORECAST,
    'versions that are listed, before the rest is estimated [default: 1000000; with exact: all of them]',
  ),
  'max-objects': number(FORECAST, 'exit code 2, and nothing is sent, when more object versions may be copied'),
  'max-cost': number(FORECAST, 'exit code 2, and nothing is sent, when more dollars may be paid once'),
  prices: text(FORECAST, 'file with prices that win over those that are built in'),
};

/** Of a run, for which the doctor looks. */
export const INTENDED_FLAGS: Flags = {
  ...SELECTION_FLAGS,
  'job-tags': TARGET_FLAGS['job-tags'] as Options,
  survey: FORECAST_FLAGS['survey'] as Options,
};

export const OUT_FLAGS: Flags = {
  out: text(FORECAST, 'file that keeps the plan; run FILE runs it, or nothing when the world has changed'),
};

export const RUN_FLAGS: Flags = {
  yes: { type: 'boolean', alias: 'y', default: false, group: HOW, description: 'do not ask on a terminal' },
  detach: { type: 'boolean', default: false, group: HOW, description: 'end when the jobs are created; they go on' },
  verify: {
    choices: ['auto', 'always', 'never'],
    default: 'auto',
    requiresArg: true,
    group: HOW,
    description: 'compare every version afterwards; auto: if the jobs had at most a million',
  },
  retries: number(HOW, 'rounds after the first, for what can succeed then [default: 2]'),
  'confirm-up-to': number(
    HOW,
    'let S3 count first, and confirm a job of at most so many object versions; a larger one waits [default: S3 does not wait]',
  ),
};

export const VERIFY_FLAGS: Flags = {
  'source-bucket': TARGET_FLAGS['source-bucket'] as Options,
  prefix: TARGET_FLAGS['prefix'] as Options,
  'destination-bucket': text(
    WHAT,
    'bucket to compare with; repeatable [default: the destinations of the enabled rules]',
  ),
  sample: number(
    HOW,
    'replicas whose metadata, tags and status are compared too; of more, so many at random [default: 10000]',
  ),
  wait: number(HOW, 'seconds that versions which S3 is still replicating are waited for [default: 0]'),
  'fail-on-empty': CONCLUDE_FLAGS['fail-on-empty'] as Options,
};

export const REPORT_FILE_FLAGS: Flags = {
  'report-file': text(HOW, 'file for a report of the whole run; its ending decides: .html, .md or .json'),
};

export const CERTIFICATE_FLAGS: Flags = {
  certificate: text(HOW, 'file for the certificate of the comparison; its ending decides: .html, .md or .json'),
};

export const RETRY_FLAGS: Flags = {
  remedied: {
    type: 'boolean',
    default: false,
    group: HOW,
    description: 'take what needed a remedy too: it has been applied',
  },
};

export const EMULATOR_FLAGS: Flags = {
  port: number(HOW, 'port on the loopback address [default: a free one]'),
  seed: text(HOW, 'file with what exists at the start'),
  region: text(HOW, 'Region of requests that name none'),
  data: text(HOW, 'directory that keeps the state from run to run [default: nothing is kept]'),
  clock: {
    choices: ['system', 'controlled', 'auto'],
    requiresArg: true,
    group: HOW,
    description: 'controlled: time moves on demand; auto: it jumps over every wait [default: system]',
  },
  'clock-skew-ms': number(HOW, "how far the emulator's clock is ahead of its clients'"),
  timing: text(HOW, 'how long something takes, for example iamPropagationMs=5000; repeatable'),
  quirk: text(HOW, 'something that S3 does now and then, for example unreliableFailedCount; repeatable'),
  fault: text(HOW, "something that goes wrong, for example 's3:GetObject latencyMs=200 probability=0.1'; repeatable"),
  'random-seed': number(HOW, 'makes chance the same in every run'),
  log: { type: 'boolean', default: false, group: HOW, description: 'print each request as JSON on standard error' },
};
