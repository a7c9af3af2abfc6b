// Whether two texts are one although only Terraform knows them: cdktf makes a new token for each use of an attribute.
import { DefaultTokenResolver, StringConcat, Token, Tokenization } from 'cdktf';
import type { IConstruct } from 'constructs';

/** The text as it will be synthesized: for a token, the expression that it stands for. */
export function writtenText(scope: IConstruct, text: string): string {
  if (!Token.isUnresolved(text)) return text;
  const resolver = new DefaultTokenResolver(new StringConcat());
  return String(Tokenization.resolve(text, { scope, resolver, preparing: false }));
}

/** Gives for each text the first one that is written alike. */
export function firstAlike(scope: IConstruct): (text: string) => string {
  const seen = new Map<string, string>();
  return (text) => {
    const written = writtenText(scope, text);
    const first = seen.get(written) ?? text;
    seen.set(written, first);
    return first;
  };
}

/** Each text once. */
export function uniqueTexts(scope: IConstruct, texts: readonly string[]): string[] {
  return [...new Set(texts.map(firstAlike(scope)))];
}
