// Flags of commands that run jobs and look at them.
import { RESTORE_TIERS } from '../../plan/how-restored';
import { choice, directory, HOW, number, toggle, type Flags } from './flag';

const LISTED = 'Which jobs';

export const CONCLUDE_FLAGS = {
  'fail-on-empty': toggle(HOW, 'nothing', 'exit code 6 when no object matched'),
  'report-wait-seconds': number(HOW, 'nothing', 'seconds that a completion report may be late [default: 300]'),
} satisfies Flags;

export const REPORT_FLAGS = {
  ...CONCLUDE_FLAGS,
  evidence: directory(
    HOW,
    'writes',
    'keeps the completion report of a job in this directory, as Parquet with digests [default: it is not kept]',
  ),
  from: directory(
    LISTED,
    'reads',
    'in place of a job: the report that --evidence has kept in this directory, without AWS [default: S3 has it]',
  ),
} satisfies Flags;

export const WATCH_FLAGS = {
  'poll-seconds': number(HOW, 'nothing', 'seconds between two looks at a job [default: 30]'),
  timeout: number(HOW, 'nothing', 'seconds until watching ends with exit code 4; the job goes on [default: none]'),
  ...CONCLUDE_FLAGS,
} satisfies Flags;

export const LIST_FLAGS = {
  all: toggle(LISTED, 'nothing', 'jobs of others and other operations too'),
  active: toggle(LISTED, 'nothing', 'only jobs that are not over'),
} satisfies Flags;

/** Of what stands before a job, and before a plan of one. */
export const CHECKS_FLAGS = {
  checks: choice(
    HOW,
    'gate',
    ['full', 'basic'],
    'what is checked first; basic: buckets and rules, not what roles, keys and policies allow',
    'full',
  ),
} satisfies Flags;

export const RUN_FLAGS = {
  yes: toggle(HOW, 'gate', 'do not ask on a terminal', { alias: 'y' }),
  detach: toggle(HOW, 'gate', 'end when the jobs are created; they go on'),
  verify: choice(
    HOW,
    'gate',
    ['auto', 'always', 'never'],
    'compare every version afterwards; auto: if the jobs had at most a million',
    'auto',
  ),
  'rule-wait-seconds': number(
    HOW,
    'nothing',
    'age in seconds from which all of S3 acts on replication rules; the first job waits for younger ones, where their age can be seen [default: 300]',
  ),
  retries: number(HOW, 'nothing', 'rounds after the first, for what can succeed then [default: 2]'),
  'confirm-up-to': number(
    HOW,
    'nothing',
    'let S3 count first, and confirm a job of at most so many object versions; a larger one waits [default: S3 does not wait]',
  ),
} satisfies Flags;

/** Of a plan that was kept. */
export const KEPT_PLAN_FLAGS = {
  'allow-other-target': toggle(
    HOW,
    'gate',
    "a plan that was kept may be for another target than Terraform's outputs say, since flags said so when it was made",
  ),
} satisfies Flags;

/** Of what the method does not copy. */
export const ROUTE_FLAGS = {
  route: toggle(
    HOW,
    'gate',
    'what the method leaves out, or fails with, and another one copies: start that too, and compare all of it at the end',
  ),
  'restore-tier': choice(
    HOW,
    'gate',
    RESTORE_TIERS,
    'with --route: how fast S3 restores archived objects before they are copied, and at what price [default: Bulk]',
  ),
  'restore-days': number(HOW, 'gate', 'with --route: days that restored copies stay [default: 7]'),
} satisfies Flags;

export const RETRY_FLAGS = {
  remedied: toggle(HOW, 'gate', 'take what needed a remedy too: it has been applied'),
} satisfies Flags;
