// Lists in parts, as IAM, KMS and the services of monitoring give them.
import { describe, expect, it } from '@jest/globals';
import { listPage } from '../../../emulator/http/list-page';
import { ServiceError } from '../../../emulator/http/service';

const ITEMS = ['a', 'b', 'c', 'd', 'e'];
const invalid = () => new ServiceError(400, 'InvalidToken', 'The token is not valid.');

describe('a list in parts', () => {
  it.each([1, 2, 3, 5, 9])('of %i items at most has each item once, in order', (size) => {
    const seen: string[] = [];
    let token: string | undefined;
    do {
      const page = listPage(ITEMS, size, token, invalid);
      expect(page.items.length).toBeLessThanOrEqual(size);
      seen.push(...page.items);
      token = page.nextToken;
    } while (token !== undefined);
    expect(seen).toEqual(ITEMS);
  });

  it('ends without a token where the last part is full', () => {
    expect(listPage(ITEMS, ITEMS.length, undefined, invalid)).toEqual({ items: ITEMS });
  });

  it.each(['', 'nonsense', '-1', '1.5'])('refuses the token of %j, which it never gave', (place) => {
    const token = Buffer.from(place, 'latin1').toString('base64url');
    expect(() => listPage(ITEMS, 2, token, invalid)).toThrow('The token is not valid.');
  });
});
