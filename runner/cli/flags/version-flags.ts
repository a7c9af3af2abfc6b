// Flags that say which object versions are copied, and those of a forecast: how many they are, their cost, the duration.
import { file, number, text, texts, type Flags } from './flag';
import { TARGET_FLAGS } from './target-flags';

const WHICH = 'Which object versions (all that rules cover and that are not replicated)';
const FORECAST = 'Count, cost and duration';

export const SELECTION_FLAGS = {
  key: text(WHICH, 'nothing', 'one object, by its whole key, instead of prefixes'),
  'version-id': text(WHICH, 'nothing', 'version of that object [default: the current one]'),
  manifest: file(WHICH, 'reads', 'CSV file that lists versions: bucket, URL-encoded key, version id; no header'),
  'replication-status': texts(WHICH, 'nothing', 'NONE, FAILED, COMPLETED or REPLICA [default: NONE and FAILED]'),
  'created-after': text(WHICH, 'nothing', 'date or time, for example 2026-01-31 or 2026-01-31T12:00:00Z'),
  'created-before': text(WHICH, 'nothing', 'date or time'),
  'larger-than': text(WHICH, 'nothing', 'bytes, or a size like 64KiB'),
  'smaller-than': text(WHICH, 'nothing', 'bytes, or a size like 5GB'),
  'storage-class': texts(WHICH, 'nothing', 'storage class of the object'),
  suffix: text(WHICH, 'nothing', 'end of the keys'),
  substring: text(WHICH, 'nothing', 'part of the keys'),
  encryption: text(WHICH, 'nothing', 'SSE-S3, SSE-KMS, DSSE-KMS or SSE-C'),
  match: text(WHICH, 'work', 'regular expression to find anywhere in the key, for example ^logs/.*[.]gz$'),
  tag: texts(WHICH, 'nothing', 'tag of the object, as KEY=VALUE; with several, it must have all of them'),
  'latest-only': {
    takes: 'nothing',
    steers: 'nothing',
    group: WHICH,
    description: 'only current versions [default: earlier ones too]',
  },
} satisfies Flags;

/** Only of objects that are copied one by one. */
export const KEYS_FLAGS = {
  keys: file(WHICH, 'reads', 'for copies: file of complete keys, or - for standard input: one a line, or JSON lines'),
} satisfies Flags;

const GLOBS = 'globs';

/** Only of objects that are copied one by one; the order in which they are given counts. */
export const GLOB_FLAGS = {
  exclude: {
    ...texts(
      WHICH,
      'nothing',
      'for copies: glob of keys to leave out, matched against the key after the prefix; the last match decides',
    ),
    sequence: GLOBS,
  },
  include: {
    ...texts(WHICH, 'nothing', 'for copies: glob of keys to copy although an earlier --exclude matches'),
    sequence: GLOBS,
  },
} satisfies Flags;

/** Of objects that are copied one by one: their listing knows neither versions nor how they are encrypted. */
export const COPY_FILTER_FLAGS = {
  'created-after': SELECTION_FLAGS['created-after'],
  'created-before': SELECTION_FLAGS['created-before'],
  'larger-than': SELECTION_FLAGS['larger-than'],
  'smaller-than': SELECTION_FLAGS['smaller-than'],
  'storage-class': SELECTION_FLAGS['storage-class'],
  suffix: SELECTION_FLAGS.suffix,
  substring: SELECTION_FLAGS.substring,
  match: SELECTION_FLAGS.match,
  tag: SELECTION_FLAGS.tag,
  ...GLOB_FLAGS,
} satisfies Flags;

export const COPY_SELECTION_FLAGS = {
  key: SELECTION_FLAGS.key,
  manifest: SELECTION_FLAGS.manifest,
  ...KEYS_FLAGS,
  ...COPY_FILTER_FLAGS,
} satisfies Flags;

export const FORECAST_FLAGS = {
  survey: text(
    FORECAST,
    'reads',
    'how versions are counted: exact, sample, none, or inventory:s3://bucket/path/manifest.json [default: sample; of run: none, or sample where a gate needs it]',
  ),
  'survey-limit': number(
    FORECAST,
    'nothing',
    'versions to list before the rest is estimated [default: 1000000; with exact: all of them]',
  ),
  'max-objects': number(
    FORECAST,
    'nothing',
    'send nothing (exit code 2) if more object versions than this may be copied',
  ),
  'max-cost': number(
    FORECAST,
    'nothing',
    'send nothing (exit code 2) if the one-time cost may exceed this, in dollars',
  ),
  prices: file(FORECAST, 'reads', 'file of prices that override the built-in ones'),
} satisfies Flags;

/** Of a run, for which the doctor looks. */
export const INTENDED_FLAGS = {
  ...SELECTION_FLAGS,
  'job-tags': TARGET_FLAGS['job-tags'],
  survey: FORECAST_FLAGS.survey,
} satisfies Flags;

export const OUT_FLAGS = {
  out: file(FORECAST, 'writes', 'saves the plan; run FILE runs exactly it, and is refused if things have changed'),
} satisfies Flags;
