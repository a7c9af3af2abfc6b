// When a schedule starts an execution: a rate, or six fields of cron, in UTC.
// https://docs.aws.amazon.com/datasync/latest/userguide/task-scheduling.html
import { notEmulated } from '../../http/service';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const UNIT_MS: Readonly<Record<string, number>> = { minute: MINUTE_MS, hour: HOUR_MS, day: DAY_MS };
/** Beyond it no time is looked for. */
const MOST_DAYS = 4 * 366;

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/** Of each field: its least and its greatest value, and the names of its values from the least on. */
const FIELDS: readonly (readonly [least: number, most: number, names: readonly string[]])[] = [
  [0, 59, []],
  [0, 23, []],
  [1, 31, []],
  [1, 12, MONTHS],
  [1, 7, WEEKDAYS],
  [1970, 2199, []],
];

/** The values of a field; undefined: words that are not known here (L, W, #), or none that it may have. */
function valuesOf(text: string, index: number): ReadonlySet<number> | undefined {
  const [least, most, names] = FIELDS[index] ?? [0, 0, []];
  const valueOf = (word: string): number => {
    const named = names.indexOf(word.toUpperCase());
    return named < 0 ? Number(word) : named + least;
  };
  const values = new Set<number>();
  for (const item of text.split(',')) {
    const [, range = '', step = '1'] = /^([^/]+)(?:\/([1-9]\d*))?$/.exec(item) ?? [];
    const [first = '', last] = range.split('-');
    const isAll = first === '*' || first === '?';
    const begin = isAll ? least : valueOf(first);
    const end = isAll || (last === undefined && item.includes('/')) ? most : valueOf(last ?? first);
    if (!Number.isInteger(begin) || !Number.isInteger(end) || begin < least || end > most || begin > end)
      return undefined;
    for (let value = begin; value <= end; value += Number(step)) values.add(value);
  }
  return values;
}

type Fields = readonly [minutes: Values, hours: Values, days: Values, months: Values, weekdays: Values, years: Values];
type Values = ReadonlySet<number>;

function fieldsOf(expression: string): Fields | undefined {
  const [, text = ''] = /^cron\((.*)\)$/.exec(expression) ?? [];
  const fields = text.split(' ').map(valuesOf);
  return fields.length === FIELDS.length && fields.every((one) => one !== undefined)
    ? (fields as unknown as Fields)
    : undefined;
}

/** @throws ServiceError for a schedule that the emulator could not keep */
export function checkScheduleTimes(expression: string): void {
  if (expression.startsWith('rate(') || fieldsOf(expression) !== undefined) return;
  throw notEmulated(`The schedule ${expression}, with L, W or #, or with values that its fields do not have,`);
}

/** The next time after `afterMs`; undefined: there is none within years. @param sinceMs when the schedule was set */
export function nextTime(expression: string, sinceMs: number, afterMs: number): number | undefined {
  const [, every = '', unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  const periodMs = Number(every) * (UNIT_MS[unit] ?? 0);
  if (periodMs > 0) return sinceMs + (Math.floor((afterMs - sinceMs) / periodMs) + 1) * periodMs;
  const fields = fieldsOf(expression);
  if (fields === undefined) return undefined;
  const [minutes, hours, days, months, weekdays, years] = fields;
  const firstDayMs = Math.floor(afterMs / DAY_MS) * DAY_MS;
  for (let day = 0; day < MOST_DAYS; day += 1) {
    const dayMs = firstDayMs + day * DAY_MS;
    const date = new Date(dayMs);
    const isOne =
      years.has(date.getUTCFullYear()) &&
      months.has(date.getUTCMonth() + 1) &&
      days.has(date.getUTCDate()) &&
      weekdays.has(date.getUTCDay() + 1);
    if (!isOne) continue;
    for (const hour of [...hours].sort((a, b) => a - b))
      for (const minute of [...minutes].sort((a, b) => a - b)) {
        const atMs = dayMs + hour * HOUR_MS + minute * MINUTE_MS;
        if (atMs > afterMs) return atMs;
      }
  }
  return undefined;
}
