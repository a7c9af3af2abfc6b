// How DataSync writes patterns in one text: between pipes, and with a backslash before what is to be no wildcard, no pipe and no backslash.
// https://docs.aws.amazon.com/datasync/latest/userguide/filtering.html

/** One by one, as they were written. */
export function patternsIn(text: string): readonly string[] {
  return text.match(/(?:\\.|[^|])+/gs) ?? [];
}

/** A text that a pattern is to match as it is. */
export function literally(text: string): string {
  return text.replace(/[*|\\]/g, '\\$&');
}

export interface PatternPart {
  readonly text: string;
  readonly isWildcard: boolean;
}

/** A backslash before anything else is ignored. */
export function partsOf(pattern: string): readonly PatternPart[] {
  return [...pattern.matchAll(/\\([*|\\])|(\*)|([^*\\]+)/gs)].map(([, escaped, star, text]) => ({
    text: escaped ?? star ?? text ?? '',
    isWildcard: star !== undefined,
  }));
}
