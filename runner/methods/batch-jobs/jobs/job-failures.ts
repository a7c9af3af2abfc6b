// Why a whole job fails: S3 gives a text, and this says what to do about it.
import { installedPage } from '../../../../docs/installed-page';
import type { JobReason } from '../../../ports/batch/batch-operations';
import { lacking, type BackfillRole } from '../refusals/lacking';
import { namedIn } from '../refusals/named-in-text';
import { MEANINGS, saidIn } from '../refusals/what-s3-says';

/** All that S3 says in one reason. */
export function textOf({ code, text }: JobReason): string {
  return [code, text].filter((part) => part !== '').join(': ');
}

function adviceFor(reason: JobReason, role: BackfillRole): readonly string[] {
  const text = textOf(reason);
  const named = namedIn(text);
  // A job as a whole acts as its own role; the other one replicates objects.
  if (named.actions.length > 0) return [lacking(named, role).remedy];
  const said = saidIn(text);
  return said === undefined ? [] : [MEANINGS[said].advice];
}

/**
 * What to do about each reason, without repetitions; one general advice when none is known.
 * @param role that the job acts as
 */
export function adviceOn(reasons: readonly JobReason[], role: BackfillRole = 'job role'): readonly string[] {
  const known = reasons.flatMap((reason) => adviceFor(reason, role));
  return known.length > 0
    ? [...new Set(known)]
    : [`the usual reasons are listed in ${installedPage('docs/runner.md', 'When a job fails')}`];
}

/** Whether the job failed since S3 could not write its completion report: none will come. */
export function reportIsLost(reasons: readonly JobReason[]): boolean {
  return reasons.some((reason) => saidIn(textOf(reason)) === 'report-not-written');
}
