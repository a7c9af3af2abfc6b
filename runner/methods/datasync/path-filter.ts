// Patterns of DataSync's filters, held against what follows the folder of the location in a key. Pure.
// https://docs.aws.amazon.com/datasync/latest/userguide/filtering.html
import { partsOf } from '../../ports/datasync/filter-patterns';

/** What lies in a folder that matches, matches too. */
function expressionOf(pattern: string): RegExp {
  const parts = partsOf(pattern.replace(/\/$/, ''));
  const text = parts
    .map((part) => (part.isWildcard ? '.*' : part.text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')))
    .join('');
  return new RegExp(`^${text}(?:/.*)?$`, 'su');
}

export interface PathFilter {
  readonly includes: readonly string[];
  readonly excludes: readonly string[];
}

/** Undefined: every key passes. */
export function passing({ includes, excludes }: PathFilter): ((rest: string) => boolean) | undefined {
  if (includes.length + excludes.length === 0) return undefined;
  const [taken, left] = [includes.map(expressionOf), excludes.map(expressionOf)];
  return (rest) => {
    const path = `/${rest.replace(/\/$/, '')}`;
    const isTaken = taken.length === 0 || taken.some((one) => one.test(path));
    return isTaken && !left.some((one) => one.test(path));
  };
}
