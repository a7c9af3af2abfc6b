// For how long CloudWatch Logs keeps what functions write.
import { Token } from 'cdktf';
import type { Refusal } from '../refusals/refusal';
import { isWhole } from '../values/known';

/** What CloudWatch Logs takes. */
export const LOG_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

export function logDaysRefusals(days: number | undefined): readonly Refusal[] {
  if (days === undefined || Token.isUnresolved(days) || LOG_DAYS.includes(days)) return [];
  const allowed = isWhole(days, 1)
    ? `CloudWatch Logs takes ${LOG_DAYS.join(', ')}`
    : 'a whole number of days, at least 1';
  return [{ prop: 'logRetentionDays', given: days, allowed }];
}
