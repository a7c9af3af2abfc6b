// What other users of this machine see of the command line: not the address of a webhook, and not what a hook is given.
import process from 'node:process';

/** Replaces the whole command line where a secret may stand in it; before that moment it could be seen. */
export function hideSecretWords(words: readonly string[]): void {
  if (words.some((word) => /^--?on-event(=|$)/.test(word))) process.title = 's3-backfill';
}
