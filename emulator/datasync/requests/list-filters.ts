// Filters of ListLocations and ListTasks.
// https://docs.aws.amazon.com/datasync/latest/userguide/query-resources.html
import * as z from 'zod';

const OPERATOR = z.enum([
  'Equals',
  'NotEquals',
  'In',
  'LessThanOrEqual',
  'LessThan',
  'GreaterThanOrEqual',
  'GreaterThan',
  'Contains',
  'NotContains',
  'BeginsWith',
]);

/** @param names - what can be asked for */
export function filtersOn<Name extends string>(names: readonly [Name, ...Name[]]) {
  const values = z.array(z.string().min(1).max(255)).min(1);
  return z.array(z.strictObject({ Name: z.enum(names), Values: values, Operator: OPERATOR })).default([]);
}

interface ListFilter {
  readonly Name: string;
  readonly Values: readonly string[];
  readonly Operator: z.output<typeof OPERATOR>;
}

/** @param valuesOf - what something has under a name: a time, or texts of which one is enough */
export function passes(
  filters: readonly ListFilter[],
  valuesOf: (name: string) => readonly string[] | number,
): boolean {
  return filters.every(({ Name, Values, Operator }) => {
    const own = valuesOf(Name);
    return typeof own === 'number'
      ? Values.some((value) => compares(Operator, own, Date.parse(value)))
      : holds(Operator, own, Values);
  });
}

function holds(operator: ListFilter['Operator'], own: readonly string[], values: readonly string[]): boolean {
  const some = (fits: (text: string, value: string) => boolean): boolean =>
    own.some((text) => values.some((value) => fits(text, value)));
  switch (operator) {
    case 'NotEquals':
      return !some((text, value) => text === value);
    case 'Contains':
      return some((text, value) => text.includes(value));
    case 'NotContains':
      return !some((text, value) => text.includes(value));
    case 'BeginsWith':
      return some((text, value) => text.startsWith(value));
    case 'Equals':
    case 'In':
    case 'LessThan':
    case 'LessThanOrEqual':
    case 'GreaterThan':
    case 'GreaterThanOrEqual':
      return some((text, value) => text === value);
  }
}

function compares(operator: ListFilter['Operator'], time: number, other: number): boolean {
  switch (operator) {
    case 'LessThan':
      return time < other;
    case 'LessThanOrEqual':
      return time <= other;
    case 'GreaterThan':
      return time > other;
    case 'GreaterThanOrEqual':
      return time >= other;
    case 'NotEquals':
    case 'NotContains':
      return time !== other;
    case 'Equals':
    case 'In':
    case 'Contains':
    case 'BeginsWith':
      return time === other;
  }
}
