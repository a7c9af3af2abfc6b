// The command line for others to read, and to be typed again.
import { describe, expect, it } from '@jest/globals';
import { VERBS } from '../../../runner/cli/cli';
import type { Flags } from '../../../runner/cli/flags/flag';
import { commandShown, commandToRepeat } from '../../../runner/cli/words-shown';

const EVERY = Object.assign({}, ...Object.values(VERBS).map(({ flags }) => flags)) as Flags;
const SECRET = Object.entries(EVERY).flatMap(([name, { isSecret }]) => (isSecret === true ? [name] : []));

describe('a command line', () => {
  it('has one flag whose value is a secret', () => {
    expect(SECRET).toEqual(['on-event']);
  });

  it.each(SECRET)(
    'shows that --%s was given, and not its value, which is left out where it is to be typed again',
    (name) => {
      for (const words of [
        [`--${name}`, 'cat T0K3N'],
        [`--${name}=cat T0K3N`],
        [`-${name}`, 'cat T0K3N'],
        [`-${name}=cat T0K3N`],
      ]) {
        const all = ['run', ...words, '--prefix', 'a b/'];
        expect(commandShown(all, EVERY)).toMatch(new RegExp(`^s3-backfill run --?${name}[ =][.]{3} --prefix 'a b/'$`));
        expect(commandToRepeat(all, EVERY)).toBe("s3-backfill run --prefix 'a b/'");
      }
    },
  );

  it('shows no query of an address, in which a signature may stand', () => {
    const words = ['run', '--manifest', 'https://b.s3.amazonaws.com/k?X-Amz-Signature=T0K3N'];
    for (const told of [commandShown(words, EVERY), commandToRepeat(words, EVERY)]) expect(told).not.toContain('T0K3N');
  });
});
