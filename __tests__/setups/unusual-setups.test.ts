// Setups that people make by hand, in which one thing is wrong: conditions, folders, aliases, accounts.
import { afterAll, describe, expect, it } from '@jest/globals';
import { destroyKmsClients } from '../emulator/kms/kms-client';
import { tryBroken } from '../runner/checks/setups/tried';
import { ABSENT_KEY_SETUPS } from '../runner/checks/setups/unusual/absent-keys';
import { CONDITION_SETUPS } from '../runner/checks/setups/unusual/condition-setups';
import { KEY_AND_BUCKET_SETUPS } from '../runner/checks/setups/unusual/key-and-bucket-setups';
import { TRUST_SETUPS } from '../runner/checks/setups/unusual/trust-setups';

const UNUSUAL = [...TRUST_SETUPS, ...CONDITION_SETUPS, ...KEY_AND_BUCKET_SETUPS, ...ABSENT_KEY_SETUPS];

afterAll(destroyKmsClients);

describe('an unusual setup in which one thing is wrong', () => {
  it.each(UNUSUAL.map((one) => [one.name, one] as const))('%s', (_name, one) => tryBroken(one));

  it('is one of many, each another one', () => {
    expect(UNUSUAL.length).toBeGreaterThanOrEqual(50);
    expect(new Set(UNUSUAL.map(({ name }) => name)).size).toBe(UNUSUAL.length);
  });
});
