// What the lifecycle of the report bucket does to reports: whoever wants to read one later needs it to be there, and not archived.
import type { LifecycleMoment, LifecycleRule } from '../../ports/s3/lifecycle-rule';
import { isArchivedClass } from '../../replication/archived-classes';
import { commonPrefix } from '../../replication/prefix-coverage';
import { visible } from '../../text/safe-text';
import { readable } from '../asked/asked-once';
import { notAsked, type Caution, type Warning } from './caution';
import { whenOf } from './lifecycle-words';

const DAY_MS = 24 * 3_600_000;
/** A report that stays so long is read when a run ends, and when somebody looks at it once more. */
const ENOUGH_DAYS = 14;

function isEarly(when: LifecycleMoment, nowMs: number): boolean {
  return 'days' in when ? when.days < ENOUGH_DAYS : when.atMs < nowMs + ENOUGH_DAYS * DAY_MS;
}

function effectsOf({ expires, moves }: LifecycleRule, nowMs: number): readonly string[] {
  const archived = moves.filter((move) => isArchivedClass(move.storageClass) && isEarly(move, nowMs));
  return [
    ...(expires === undefined || !isEarly(expires, nowMs) ? [] : [`expires reports ${whenOf(expires)}`]),
    ...archived.map((move) => `moves reports to ${move.storageClass} ${whenOf(move)}, where nobody reads them`),
  ];
}

export const reportLifecycleCaution: Caution = async ({ target, aws, run, isGone }, nowMs) => {
  const { report } = target.batchJob;
  // A run reads its report when it comes.
  if (report === undefined || run.verb !== undefined) return [];
  const found = await readable(() => aws.bucketSettings.lifecycle(report.bucket));
  if (!('value' in found)) return (await isGone(report.bucket)) ? [] : [notAsked(found.why)];
  return found.value.flatMap((rule): readonly Warning[] => {
    const { enabled, filter } = rule;
    // Reports have no tags, and may be of any size.
    if (!enabled || Object.keys(filter.tags).length > 0) return [];
    if (commonPrefix(filter.prefix, report.prefix) === undefined) return [];
    const effects = effectsOf(rule, nowMs);
    if (effects.length === 0) return [];
    return [
      {
        warning: 'report-lifecycle',
        detail: `the lifecycle rule '${visible(rule.id)}' of the report bucket '${report.bucket}' ${effects.join(', and ')}: s3-backfill report and retry read them`,
        hint: 'let the rule spare the folder of the reports, or keep what a run rests on with --evidence',
      },
    ];
  });
};
