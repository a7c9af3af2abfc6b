// Flags of commands that run jobs and look at them.
import { choice, HOW, number, toggle, type Flags } from './flag';

const LISTED = 'Which jobs';

export const CONCLUDE_FLAGS = {
  'fail-on-empty': toggle(HOW, 'exit code 6 when no object matched'),
  'report-wait-seconds': number(HOW, 'seconds that a completion report may be late [default: 300]'),
} satisfies Flags;

export const WATCH_FLAGS = {
  'poll-seconds': number(HOW, 'seconds between two looks at a job [default: 30]'),
  timeout: number(HOW, 'seconds until watching ends with exit code 4; the job goes on [default: none]'),
  ...CONCLUDE_FLAGS,
} satisfies Flags;

export const LIST_FLAGS = {
  all: toggle(LISTED, 'jobs of others and other operations too'),
  active: toggle(LISTED, 'only jobs that are not over'),
} satisfies Flags;

/** Of what stands before a job, and before a plan of one. */
export const CHECKS_FLAGS = {
  checks: choice(
    HOW,
    ['full', 'basic'],
    'what is checked first; basic: buckets and rules, not what roles, keys and policies allow',
    'full',
  ),
} satisfies Flags;

export const RUN_FLAGS = {
  yes: toggle(HOW, 'do not ask on a terminal', { alias: 'y' }),
  detach: toggle(HOW, 'end when the jobs are created; they go on'),
  verify: choice(
    HOW,
    ['auto', 'always', 'never'],
    'compare every version afterwards; auto: if the jobs had at most a million',
    'auto',
  ),
  'rule-wait-seconds': number(
    HOW,
    'age in seconds from which all of S3 acts on replication rules; the first job waits for younger ones, where their age can be seen [default: 300]',
  ),
  retries: number(HOW, 'rounds after the first, for what can succeed then [default: 2]'),
  'confirm-up-to': number(
    HOW,
    'let S3 count first, and confirm a job of at most so many object versions; a larger one waits [default: S3 does not wait]',
  ),
} satisfies Flags;

export const RETRY_FLAGS = {
  remedied: toggle(HOW, 'take what needed a remedy too: it has been applied'),
} satisfies Flags;
