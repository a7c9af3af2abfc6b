// Patterns with `*` (any text, none too) and `?` (one character), as policies use them.

/** One position of a pattern: a character of its own, or one of the two wildcards. */
type Token = string | typeof ANY_TEXT | typeof ANY_CHARACTER;

const ANY_TEXT = Symbol('*');
const ANY_CHARACTER = Symbol('?');

/** A pattern that is ready to be compared; made once for each policy, compared for each object. */
export interface Pattern {
  readonly tokens: readonly Token[];
  /** What the text must begin with. */
  readonly literal: string;
  /** `exact`: the literal is all; `prefix`: anything may follow; `tokens`: wildcards in between. */
  readonly shape: 'exact' | 'prefix' | 'tokens';
}

/** A part of a pattern: text in which wildcards count, or a value that stands for itself alone. */
export interface PatternPart {
  readonly text: string;
  readonly verbatim: boolean;
}

/** A pattern made of text in which `*` and `?` are wildcards. */
export function patternOf(text: string): Pattern {
  return patternOfParts([{ text, verbatim: false }]);
}

export function patternOfParts(parts: readonly PatternPart[]): Pattern {
  const tokens: Token[] = [];
  for (const { text, verbatim } of parts) {
    for (const char of text) {
      const token = verbatim ? char : char === '*' ? ANY_TEXT : char === '?' ? ANY_CHARACTER : char;
      // Two stars in a row say no more than one.
      if (token !== ANY_TEXT || tokens.at(-1) !== ANY_TEXT) tokens.push(token);
    }
  }
  return patternOfTokens(tokens);
}

/** The patterns between separators, at most `limit` of them: the last one keeps the separators that are left. */
export function splitPattern({ tokens }: Pattern, separator: string, limit: number): readonly Pattern[] {
  const parts: Token[][] = [[]];
  for (const token of tokens) {
    if (token === separator && parts.length < limit) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts.map(patternOfTokens);
}

function patternOfTokens(tokens: readonly Token[]): Pattern {
  const firstWildcard = tokens.findIndex((token) => typeof token !== 'string');
  const literal = tokens.slice(0, firstWildcard < 0 ? tokens.length : firstWildcard).join('');
  const isPrefix = firstWildcard === tokens.length - 1 && tokens[firstWildcard] === ANY_TEXT;
  return { tokens, literal, shape: firstWildcard < 0 ? 'exact' : isPrefix ? 'prefix' : 'tokens' };
}

/** Whether the whole text is what the pattern describes. Never slower than length of text times length of pattern. */
export function matches({ tokens, literal, shape }: Pattern, text: string): boolean {
  if (shape === 'exact') return text === literal;
  if (shape === 'prefix') return text.startsWith(literal);
  return text.startsWith(literal) && matchesTokens(tokens, Array.from(text));
}

/**
 * Goes on greedily, and after a mismatch lets the last star take one character more. Earlier stars need no second try:
 * what they could take, the last one can take as well.
 */
function matchesTokens(tokens: readonly Token[], text: readonly string[]): boolean {
  let at = 0;
  let token = 0;
  let star = -1;
  let starEnd = 0;
  while (at < text.length) {
    const expected = tokens[token];
    if (expected === ANY_TEXT) {
      star = token++;
      starEnd = at;
    } else if (expected === ANY_CHARACTER || expected === text[at]) {
      token++;
      at++;
    } else if (star >= 0) {
      token = star + 1;
      at = ++starEnd;
    } else {
      return false;
    }
  }
  while (tokens[token] === ANY_TEXT) token++;
  return token === tokens.length;
}
