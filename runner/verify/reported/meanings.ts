// What it means that a report says one thing of a version, and both sides show another. Pure.
import type { ReportedFound, ReportedSays } from '../../events/comparisons/reported-versions';

const FOUND: Readonly<Record<ReportedFound, string>> = {
  there: 'its replica is there',
  different: 'the destination has another size, or another kind',
  missing: 'the destination has it not',
  'source-deleted': 'only the destination has it still',
  gone: 'neither side has it any more',
};

const TO_DO: Readonly<Partial<Record<ReportedSays, Readonly<Partial<Record<ReportedFound, string>>>>>> = {
  succeeded: {
    missing: ': deleted there since, or replicated to another destination only',
    different: ': overwritten or deleted since, on one side',
  },
  failed: { there: ' meanwhile: nothing is left to do for it' },
  'not-listed': { missing: ': no task of the job was about it, by this report' },
};

/** The same of copies. */
const OF_COPIES: readonly (readonly [string, string])[] = [
  ['its replica is there', 'its copy is there'],
  ['or replicated to another destination only', 'or copied to another place'],
];

const SAYS: Readonly<Record<ReportedSays, string>> = {
  succeeded: 'succeeded by the report',
  failed: 'failed by the report',
  'not-listed': 'older than the job, and in no row of the report',
  younger: 'younger than the job, and in no row of the report',
};

/** @param failedOnly whether the report was to list failed tasks only */
export function meaningOfReported(
  says: ReportedSays,
  found: ReportedFound,
  failedOnly: boolean,
  compared: 'versions' | 'copies' = 'versions',
): string {
  const said =
    says === 'not-listed' && failedOnly ? 'in no row of the report, which lists failed tasks only' : SAYS[says];
  const meaning = `${said}; ${FOUND[found]}${TO_DO[says]?.[found] ?? ''}`;
  return compared === 'versions'
    ? meaning
    : OF_COPIES.reduce((words, [replica, copy]) => words.replace(replica, copy), meaning);
}

/** Whether the report has promised what is not so. */
export function isBroken({ says, found }: { readonly says: ReportedSays; readonly found: ReportedFound }): boolean {
  return says === 'succeeded' && (found === 'missing' || found === 'different');
}
