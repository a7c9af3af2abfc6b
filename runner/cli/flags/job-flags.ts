// Flags of commands that run jobs and look at them.
import { RESTORE_TIERS } from '../../plan/how-restored';
import { choice, directory, HOW, number, toggle, type Flags } from './flag';

const LISTED = 'Which jobs';

export const CONCLUDE_FLAGS = {
  'fail-on-empty': toggle(HOW, 'nothing', 'exit code 6 if no object matched'),
  'report-wait-seconds': number(HOW, 'nothing', 'seconds to wait for a completion report that is late [default: 300]'),
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
  'poll-seconds': number(HOW, 'nothing', 'seconds between polls of a job [default: 30]'),
  timeout: number(
    HOW,
    'nothing',
    'seconds after which watching ends with exit code 4; the job goes on [default: none]',
  ),
  ...CONCLUDE_FLAGS,
} satisfies Flags;

export const LIST_FLAGS = {
  all: toggle(LISTED, 'nothing', 'also jobs of others, and of other operations'),
  active: toggle(LISTED, 'nothing', 'only jobs that have not ended'),
} satisfies Flags;

/** Of what stands before a job, and before a plan of one. */
export const CHECKS_FLAGS = {
  checks: choice(
    HOW,
    'gate',
    ['full', 'basic'],
    'which checks run first; basic: only buckets and rules, not roles, keys and policies',
    'full',
  ),
} satisfies Flags;

export const RUN_FLAGS = {
  yes: toggle(HOW, 'gate', 'do not ask on a terminal', { alias: 'y' }),
  detach: toggle(HOW, 'gate', 'do not watch: end when the jobs are created'),
  verify: choice(
    HOW,
    'gate',
    ['auto', 'always', 'never'],
    'compare every version at the end; auto: if the jobs had at most a million',
    'auto',
  ),
  'rule-wait-seconds': number(
    HOW,
    'nothing',
    'seconds after which a new replication rule is in effect; the first job waits for younger rules, if their age is known [default: 300]',
  ),
  retries: number(HOW, 'nothing', 'further rounds for failures that may succeed [default: 2]'),
  'confirm-up-to': number(
    HOW,
    'nothing',
    'let S3 count first, and confirm jobs of at most this many object versions; larger ones wait [default: S3 does not wait]',
  ),
} satisfies Flags;

/** Of a plan that was kept. */
export const KEPT_PLAN_FLAGS = {
  'allow-other-target': toggle(HOW, 'gate', "accept a saved plan whose target differs from Terraform's outputs"),
} satisfies Flags;

/** Of what the method does not copy. */
export const ROUTE_FLAGS = {
  route: toggle(
    HOW,
    'gate',
    'copy what the method leaves out or fails at with another method, too, and compare all of it at the end',
  ),
  'restore-tier': choice(
    HOW,
    'gate',
    RESTORE_TIERS,
    'with --route: retrieval tier for archived objects that are restored first [default: Bulk]',
  ),
  'restore-days': number(HOW, 'gate', 'with --route: days to keep restored copies [default: 7]'),
} satisfies Flags;

export const RETRY_FLAGS = {
  remedied: toggle(HOW, 'gate', 'also retry failures that needed a fix, which you have applied'),
} satisfies Flags;
