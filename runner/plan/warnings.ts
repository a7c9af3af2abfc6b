// What may go otherwise than a plan says: found in the survey and among the jobs. Pure.
import { installedPage } from '../../docs/installed-page';
import { isExact } from '../text/interval';
import type { SurveyEvent, WarningEvent } from '../events/estimate-events';
import { count, counted, duration } from '../text/figures';

export interface WarningFacts {
  readonly nowMs: number;
  readonly plannedJobs: number;
  /** @default - nothing was counted */
  readonly survey?: SurveyEvent;
  /** Batch Replication jobs that are not over. @default - they may not be listed */
  readonly activeJobs?: number;
  /** What could not be asked, and why. */
  readonly notAsked: readonly string[];
}

type Warning = Omit<WarningEvent, 'kind'>;

/** What AWS asks to wait after versioning was enabled. */
const VERSIONING_MS = 15 * 60_000;
/** Batch Replication jobs of an account that S3 works on at once. */
const MOST_ACTIVE_JOBS = 6;
const MOST_OBJECTS = 20_000_000_000;
const OLD_INVENTORY_MS = 24 * 3_600_000;
const WITH_RETRIEVAL: readonly string[] = ['STANDARD_IA', 'ONEZONE_IA', 'GLACIER_IR'];

function newnessWarnings({ nowMs, survey }: WarningFacts): readonly Warning[] {
  const found: Warning[] = [];
  const oldestMs = survey?.oldestWithIdMs;
  // Versions from before versioning are there, and none with an id is older than minutes.
  if (
    survey !== undefined &&
    survey.fromBefore > 0 &&
    oldestMs !== undefined &&
    isExact(survey.total.versions) &&
    nowMs - oldestMs < VERSIONING_MS
  )
    found.push({
      warning: 'versioning-is-new',
      detail: `versioning of the source seems to be new: its oldest version with an id is ${duration((nowMs - oldestMs) / 1000)} old`,
      hint: 'AWS recommends to wait 15 minutes after versioning was enabled',
    });
  return found;
}

function jobWarnings({ activeJobs, plannedJobs, survey }: WarningFacts): readonly Warning[] {
  const found: Warning[] = [];
  if (activeJobs !== undefined && activeJobs + plannedJobs > MOST_ACTIVE_JOBS)
    found.push({
      warning: 'active-jobs',
      detail: `${counted(activeJobs, 'Batch Replication job')} of the account ${activeJobs === 1 ? 'is' : 'are'} not over and ${counted(plannedJobs, 'job')} would be added; S3 works on ${MOST_ACTIVE_JOBS} at once`,
      hint: 'the others wait: a higher --priority goes first',
    });
  const most = survey === undefined ? 0 : (survey.copied.versions.high ?? survey.copied.versions.value);
  if (most > MOST_OBJECTS)
    found.push({
      warning: 'too-many-objects',
      detail: `up to ${count(most)} object versions would be copied; a job takes ${count(MOST_OBJECTS)}`,
      hint: 'split them over several jobs with --prefix',
    });
  return found;
}

function classWarnings({ survey, nowMs }: WarningFacts): readonly Warning[] {
  if (survey === undefined) return [];
  const found: Warning[] = [];
  const classes = survey.copiedBy.filter(({ by, versions }) => by === 'storage-class' && versions.value > 0);
  const tiering = classes.find(({ name }) => name === 'INTELLIGENT_TIERING');
  if (tiering !== undefined)
    found.push({
      warning: 'intelligent-tiering',
      detail: `${counted(tiering.versions.value, 'version')} in INTELLIGENT_TIERING would be read, which counts as access`,
      hint: 'they move up to the Frequent Access tier, and cost more for 30 days',
    });
  const retrieved = classes.filter(({ name }) => WITH_RETRIEVAL.includes(name));
  if (retrieved.length > 0)
    found.push({
      warning: 'retrieval',
      detail: `reading from ${retrieved.map(({ name }) => name).join(', ')} costs a retrieval fee for each GB, which the cost leaves out`,
      hint: 'see the price list of S3 for your Region',
    });
  if (survey.inventoryMs !== undefined && nowMs - survey.inventoryMs > OLD_INVENTORY_MS)
    found.push({
      warning: 'old-inventory',
      detail: `the inventory is ${duration((nowMs - survey.inventoryMs) / 1000)} old: what was written or deleted since is not in the numbers`,
      hint: 'use a later one, or --survey sample',
    });
  return found;
}

export function warningsOf(facts: WarningFacts): readonly WarningEvent[] {
  const all: readonly Warning[] = [
    ...newnessWarnings(facts),
    ...jobWarnings(facts),
    ...classWarnings(facts),
    ...facts.notAsked.map((why) => ({
      warning: 'not-asked' as const,
      detail: why,
      hint: `the permission is named in ${installedPage('docs/permissions.md', 'The caller of s3-backfill')}; the plan stands without it`,
    })),
  ];
  return all.map((warning) => ({ kind: 'warning', ...warning }));
}
