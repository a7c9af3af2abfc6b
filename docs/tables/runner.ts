// The made sections of docs/runner.md.
import { causeOf } from '../../runner/methods/batch-jobs/report/causes';
import type { Retriable } from '../../runner/events/report-events';
import { VERBS } from '../../runner/cli/cli';
import { STEERING, wordsOf, type Flag as FlagOf, type Takes } from '../../runner/cli/flags/flag';
import type { ErrorKind } from '../../runner/ports/errors';
import { exitCode, type Outcome } from '../../runner/events/exit-code';
import type { NothingMatchedReason } from '../../runner/events/events';
import { PRICES } from '../../runner/estimate/prices';
import { MEANINGS } from '../../runner/methods/batch-jobs/refusals/what-s3-says';
import { COPY_CHECKS } from '../../runner/checks/copy/every-copy-check';
import { ATHENA_CHECKS, checksAskedBy } from '../../runner/checks/every-check';
import { REASON, UNKNOWN } from '../../runner/renderers/estimate-words';
import { declarationsIn, type Field } from './declarations';
import { block, code, table } from './markdown';
import type { Sections } from './marked-sections';

const RUNNER = declarationsIn('runner');

export const RUNNER_SECTIONS: Sections = {
  verbs: () =>
    table(
      ['command', 'does'],
      Object.values(VERBS).map(({ usage, description }) => [code(`s3-backfill ${usage}`), description]),
    ),
  examples: () =>
    block(
      'sh',
      Object.values(VERBS)
        .flatMap(({ examples }) => examples.map(exampleLine))
        .join('\n'),
    ),
  flags: () => flagGroups().map(flagTable).join('\n\n'),
  steering: () =>
    table(
      ['what it does', 'flags'],
      Object.entries(STEERING).map(([steers, does]) => [does, flagsThat(steers)]),
    ),
  checks: () =>
    table(
      ['check', 'says'],
      checksAskedBy('first', 'without-aws', 'run').map(({ id, title }) => [code(id), title]),
    ),
  'full-checks': () =>
    table(
      ['check', 'says'],
      checksAskedBy('full').map(({ id, title }) => [code(id), title]),
    ),
  'copy-checks': () =>
    table(
      ['check', 'says'],
      COPY_CHECKS.map(({ id, title }) => [code(id), title]),
    ),
  'doctor-checks': () =>
    table(
      ['check', 'says'],
      checksAskedBy('doctor').map(({ id, title }) => [code(id), title]),
    ),
  'athena-checks': () =>
    table(
      ['check', 'says'],
      ATHENA_CHECKS.map(({ id, title }) => [code(id), title]),
    ),
  events: () => eventNames().map(eventTable).join('\n\n'),
  'exit-codes': () => table(['code', 'meaning', 'when'], exitCodes()),
  causes: () =>
    table(
      ['code', 'meaning', 'to do', 'a new job'],
      RUNNER.unionOf('TaskCode').map((name) => {
        const { meaning, remedy, retriable } = causeOf(name);
        return [code(name), meaning, remedy, NEW_JOB[retriable]];
      }),
    ),
  'job-failures': () =>
    table(
      ['S3 says something like', 'to do'],
      Object.values(MEANINGS).map(({ texts: [text], advice }) => [text, advice]),
    ),
  'not-copied': () =>
    table(
      ['reason', 'the versions are', 'verdict'],
      [
        ...Object.entries(REASON).map(([reason, why]) => [code(reason), why, 'not copied']),
        ...Object.entries(UNKNOWN).map(([reason, why]) => [code(reason), why, 'cannot be said']),
      ],
    ),
  prices: () =>
    table(
      ['item', 'Region', 'class or destination', 'USD', 'per', 'as of', 'from'],
      PRICES.map(({ item, region, toRegion, storageClass, tier, usd, per, date, source, verified }) => [
        code(item),
        region,
        (tier === undefined ? storageClass : `${storageClass}, ${tier}`) ??
          toRegion ??
          (item === 'transfer' ? 'any other Region' : 'all'),
        String(usd),
        per.toLocaleString('en-US'),
        verified ? date : 'not verified',
        source,
      ]),
    ),
  'nothing-matched': () =>
    table(
      ['reason', 'the versions that were looked at'],
      Object.entries(REASONS).map(([reason, why]) => [code(reason), why]),
    ),
};

const NEW_JOB: Readonly<Record<Retriable, string>> = {
  now: 'can succeed as things are',
  'after-remedy': 'can succeed after that',
  never: 'cannot help',
  unknown: 'may or may not succeed',
};

const REASONS: Readonly<Record<NothingMatchedReason, string>> = {
  'already-replicated': 'all are `COMPLETED`: whether there is nothing to do, the destinations say',
  'no-such-prefix': 'there are none: no key begins with the prefix; a hint names the one that was probably meant',
  archived:
    'all are in `GLACIER`, `DEEP_ARCHIVE` or an archive tier of Intelligent-Tiering, which S3 does not replicate; `GLACIER_IR` is replicated',
  'delete-markers': 'all are delete markers',
  'in-progress': 'the rest are `PENDING`: S3 is replicating them now; run again in a few minutes',
  replicas:
    'all are replicas of another bucket (`REPLICA`) or `COMPLETED`; the statuses that the job selects are named',
  'kms-not-opted-in': 'those that are left are encrypted with SSE-KMS, which no enabled rule replicates',
  'rule-does-not-select': 'some are not replicated, and yet no enabled rule selects them',
  'not-yet':
    'some are what the job takes, and an enabled rule selects them: a rule that was changed minutes ago may not have reached all of S3, or they have changed since the job looked',
  'not-selected':
    'are left out by the replication statuses or the other filters of the job, or for several of these reasons; the explanation has the numbers, the hint what to give instead',
  unknown:
    'could not be read (the explanation says why), or were deleted while the job looked, or the job was given a manifest of its own',
};

function exampleLine([command, meaning]: readonly [string, string]): string {
  return meaning === '' ? command : `# ${meaning}\n${command}`;
}

/** A flag and the verbs that have it; one name may stand for two flags. */
interface Flag {
  readonly name: string;
  readonly options: FlagOf;
  readonly verbs: readonly string[];
}

/** All flags by their groups in `--help`; those of the emulator, which talks to no AWS, by themselves. */
function flagGroups(): readonly (readonly [title: string, flags: readonly Flag[]])[] {
  const flags: Flag[] = [];
  for (const { flags: own } of Object.values(VERBS)) {
    for (const [name, options] of Object.entries(own)) {
      if (flags.some((known) => known.options === options)) continue;
      const having = Object.entries(VERBS).filter(([, verb]) => verb.flags[name] === options);
      flags.push({ name, options, verbs: having.map(([verb]) => verb) });
    }
  }
  const title = ({ options, verbs }: Flag): string => (verbs.join() === 'emulator' ? 'The local AWS' : options.group);
  return [...new Set(flags.map(title))].map((one) => [one, flags.filter((flag) => title(flag) === one)]);
}

const TAKES: Readonly<Record<Exclude<Takes, 'choice'>, string>> = {
  text: 'text',
  file: 'file',
  directory: 'directory',
  number: 'number',
  nothing: 'nothing',
};

function flagsThat(steers: string): string {
  const named = Object.values(VERBS).flatMap(({ flags }) => Object.entries(flags));
  const names = named.filter(([, flag]) => flag.steers === steers).map(([name]) => code(`--${name}`));
  return [...new Set(names)].join(' ');
}

function flagTable([title, flags]: readonly [string, readonly Flag[]]): string {
  const rows = flags.map(({ name, options, verbs }) => {
    const { takes, choices = [], alias, default: value } = options;
    const { meaning, usual = 'none' } = wordsOf(options);
    return [
      code(`--${name}`),
      takes === 'choice' ? choices.map(code).join(' or ') : TAKES[takes],
      value === undefined ? usual : code(String(value)),
      alias === undefined ? meaning : `${meaning}; short: ${code(`-${alias}`)}`,
      ofVerbs(verbs),
    ];
  });
  return [`**${title}**`, '', table(['flag', 'takes', 'default', 'meaning', 'of'], rows)].join('\n');
}

function ofVerbs(verbs: readonly string[]): string {
  if (verbs.length === Object.keys(VERBS).length) return 'all';
  return verbs.join() === TALKING.join() ? 'all but `init` and `emulator`' : verbs.map(code).join(' ');
}

const TALKING = Object.keys(VERBS).filter((verb) => verb !== 'emulator' && verb !== 'init');

/** Names of the events' interfaces, in the order of `RunnerEvent`. */
export function eventNames(): readonly string[] {
  return RUNNER.unionOf('RunnerEvent');
}

export function eventFields(name: string): readonly Field[] {
  return RUNNER.allFieldsOf(name);
}

export function eventKind(name: string): string {
  return literals(eventFields(name)[0]?.type ?? '')[0] ?? '';
}

function eventTable(name: string): string {
  const rows = eventFields(name)
    .filter((field) => field.name !== 'kind')
    .map((field) => [code(field.name), fieldType(field), meaningOf(field)]);
  return [`**\`${eventKind(name)}\`** ${RUNNER.commentOf(name)}`, '', table(['field', 'type', 'meaning'], rows)].join(
    '\n',
  );
}

/** What fields of several events mean, where nothing else is said. */
const USUAL: Readonly<Record<string, string>> = {
  transferId: 'Id of the transfer: of a job, its UUID.',
  prefix: 'Beginning of the keys; absent: every key that the enabled rules cover.',
  succeeded: 'Object versions that were replicated.',
  failed: 'Object versions that were not.',
  reason: 'See [nothing matched](#when-nothing-matched).',
  outcome: 'See [exit codes](#exit-codes).',
  message: 'What went wrong.',
  region: 'Region of the transfers.',
  transfers: 'One entry for each transfer.',
  status: "S3's word for it.",
  description: 'What CreateJob was told.',
  createdMs: 'When it was created, in milliseconds since 1970.',
  endedMs: 'When it ended, in milliseconds since 1970.',
  priority: 'S3 pauses jobs of a lower one for those of a higher one.',
  counts: 'Counters of S3.',
  roleArn: 'The job role.',
  versions: 'Object versions and delete markers.',
  bytes: 'Their size.',
};

export function meaningOf({ name, meaning }: Field): string {
  return meaning === '' ? (USUAL[name.replace(/^.*\./, '')] ?? '') : meaning;
}

function fieldType({ type, isOptional }: Field): string {
  const words = typeInWords(type);
  return isOptional ? `${words}, or absent` : words;
}

function typeInWords(type: string): string {
  if (type === 'string') return 'text';
  if (type === 'string[]') return 'list of texts';
  const values = literals(type);
  if (values.length > 0) return values.map(code).join(', ');
  return type === 'Readonly<Record<string, unknown>>'
    ? 'object, for Batch Replication a [CreateJob request](https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_CreateJob.html)'
    : type;
}

function literals(type: string): readonly string[] {
  return type.startsWith("'") ? type.split(' | ').map((member) => member.replace(/^'|'$/g, '')) : [];
}

const MEANING_OF_CODE: Readonly<Record<number, string>> = {
  0: 'done, nothing to do, or nothing found',
  1: 'finished, and some objects failed, are missing or differ',
  2: 'wrong usage, or a check said no, where nothing lies under a prefix, too (without `--allow-empty`): nothing was sent',
  3: 'the job failed or was cancelled',
  4: 'still running at the deadline, or S3 is still replicating; it goes on',
  5: 'AWS refused or could not be reached, or nothing tells what became of the objects',
  6: 'nothing that is there, or lies under one of the prefixes, can be replicated (0 with `--allow-empty`); nothing matched, with `--fail-on-empty` (otherwise explained, and 0)',
  70: 'an internal error of s3-backfill: please report it',
  130: 'interrupted; the job goes on',
};

/** Every code that the program can end with, and the outcomes and errors that lead to it. */
function exitCodes(): readonly (readonly [string, string, string])[] {
  const outcomes = RUNNER.unionOf('Outcome') as readonly Outcome[];
  const errors = RUNNER.unionOf('ErrorKind') as readonly ErrorKind[];
  const reasons: (readonly [number, string])[] = [
    ...outcomes.map((outcome) => [exitCode({ outcome }), `verdict ${code(outcome)}`] as const),
    ...errors.map((error) => [exitCode({ error }), `error ${code(error)}`] as const),
    [exitCode({ internalError: true }), `error ${code('internal-error')}`],
  ];
  const codes = [...new Set(reasons.map(([number]) => number))].sort((a, b) => a - b);
  return codes.map((number) => {
    const meaning = MEANING_OF_CODE[number];
    if (meaning === undefined) throw new Error(`nobody says what the exit code ${number} means`);
    return [String(number), meaning, reasons.flatMap(([one, why]) => (one === number ? [why] : [])).join(', ')];
  });
}
