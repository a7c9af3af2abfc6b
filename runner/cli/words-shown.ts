// The command line for others to read, and to type again: the address of a webhook is a secret, and so is what a hook is given.
import { publicText } from '../text/public-text';
import { shellCommand } from '../text/shell-command';
import type { Flags } from './flags/flag';

/** @param instead what stands for the value of a secret flag. @default - neither the flag nor its value stands there */
function shownWords(words: readonly string[], flags: Flags, instead?: string): readonly string[] {
  const isSecret = (word: string | undefined): boolean =>
    word?.startsWith('-') === true && flags[word.replace(/^--?/, '')]?.isSecret === true;
  return words.flatMap((word, index) => {
    const [flag = ''] = word.split('=', 1);
    if (isSecret(words[index - 1])) return instead === undefined ? [] : [instead];
    if (!isSecret(flag)) return [publicText(word)];
    if (instead === undefined) return [];
    return [flag === word ? flag : `${flag}=${instead}`];
  });
}

/** For a report that others read. */
export function commandShown(words: readonly string[], flags: Flags): string {
  return shellCommand(['s3-backfill', ...shownWords(words, flags, '...')]);
}

/** To be typed again; secrets are left out, and who has them gives them again. */
export function commandToRepeat(words: readonly string[], flags: Flags): string {
  return shellCommand(['s3-backfill', ...shownWords(words, flags)]);
}
