// Setups in which one thing is wrong about who it is and when, about keys and buckets of others, or about how something is spelled.
import { afterAll, describe, expect, it } from '@jest/globals';
import { destroyKmsClients } from '../emulator/kms/kms-client';
import { tryBroken } from '../runner/checks/setups/tried';
import { PRINCIPAL_SETUPS } from '../runner/checks/setups/unusual/principal-setups';
import { SPELLING_SETUPS } from '../runner/checks/setups/unusual/spelling-setups';
import { STRANGE_KEY_SETUPS } from '../runner/checks/setups/unusual/strange-key-setups';

const STRANGE = [...PRINCIPAL_SETUPS, ...SPELLING_SETUPS, ...STRANGE_KEY_SETUPS];

afterAll(destroyKmsClients);

describe('a strange setup in which one thing is wrong', () => {
  it.each(STRANGE.map((one) => [one.name, one] as const))('%s', (_name, one) => tryBroken(one));

  it('is one of many, each another one', () => {
    expect(STRANGE.length).toBeGreaterThanOrEqual(50);
    expect(new Set(STRANGE.map(({ name }) => name)).size).toBe(STRANGE.length);
  });
});
