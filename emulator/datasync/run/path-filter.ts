// Filters: patterns between pipes, matched with the path below the location. What lies in a folder that matches, matches too.
// https://docs.aws.amazon.com/datasync/latest/userguide/filtering.html
import { matches, patternOfParts, type Pattern, type PatternPart } from '../../iam/policy-language/wildcard';
import type { SyncFilter } from '../../world/datasync';

export interface PathPattern {
  /** As it was written. */
  readonly text: string;
  /** How many wildcards it has. */
  readonly stars: number;
  readonly pattern: Pattern;
}

/** A backslash takes away the meaning of a wildcard, a pipe and a backslash; before anything else it is ignored. */
export function patternsOf(filter: string): readonly PathPattern[] {
  const patterns: PathPattern[] = [];
  let parts: PatternPart[] = [];
  let text = '';
  const end = (): void => {
    if (text !== '')
      patterns.push({ text, stars: parts.filter(({ verbatim }) => !verbatim).length, pattern: folder(parts) });
    parts = [];
    text = '';
  };
  for (let at = 0; at < filter.length; at++) {
    const character = filter.charAt(at);
    const next = filter.charAt(at + 1);
    if (character === '|') end();
    else {
      const isEscape = character === '\\';
      if (isEscape && !/[*|\\]/.test(next)) continue;
      const taken = isEscape ? next : character;
      parts.push({ text: taken, verbatim: isEscape || taken !== '*' });
      text += isEscape ? character + next : taken;
      if (isEscape) at++;
    }
  }
  end();
  return patterns;
}

/** `/dir/` means the same as `/dir`. */
function folder(parts: readonly PatternPart[]): Pattern {
  const last = parts.at(-1);
  return patternOfParts(last?.text === '/' && parts.length > 1 ? parts.slice(0, -1) : parts);
}

/** Left out by every execution, without a word. */
const EXCLUDED = /\.snapshot\/?$|\/\.(?:aws-datasync|awssync|zfs)(?:\/|$)/;

/** Which paths are wanted. */
export class PathFilter {
  private readonly includes: readonly PathPattern[] | undefined;
  private readonly excludes: readonly PathPattern[];

  constructor(includes: readonly SyncFilter[], excludes: readonly SyncFilter[]) {
    this.includes = includes.length === 0 ? undefined : includes.flatMap(({ Value }) => patternsOf(Value));
    this.excludes = excludes.flatMap(({ Value }) => patternsOf(Value));
  }

  /** Whether an include filter lists the path. @param path - relative, without a slash before it */
  lists(path: string): boolean {
    return this.includes === undefined || matchesSome(this.includes, path);
  }

  excludesPath(path: string): boolean {
    return EXCLUDED.test(`/${path}`) || matchesSome(this.excludes, path);
  }
}

function matchesSome(patterns: readonly PathPattern[], path: string): boolean {
  if (patterns.length === 0) return false;
  const whole = `/${path.replace(/\/$/, '')}`;
  const candidates = [whole];
  for (let slash = whole.indexOf('/', 1); slash > 0; slash = whole.indexOf('/', slash + 1)) {
    candidates.push(whole.slice(0, slash));
  }
  return patterns.some(({ pattern }) => candidates.some((candidate) => matches(pattern, candidate)));
}
