// Setups that look as if they did not work, and do: the doctor must not say that anything is wrong with them.
import { afterAll, describe, expect, it } from '@jest/globals';
import { destroyKmsClients } from '../emulator/kms/kms-client';
import { tryGood } from '../runner/checks/setups/tried';
import { ABSENT_KEY_GOOD } from '../runner/checks/setups/unusual/absent-keys';
import { FURTHER_GOOD } from '../runner/checks/setups/unusual/further-good';
import { UNUSUAL_GOOD as OTHERS } from '../runner/checks/setups/unusual/unusual-good';

const UNUSUAL_GOOD = [...OTHERS, ...FURTHER_GOOD, ...ABSENT_KEY_GOOD];

afterAll(destroyKmsClients);

describe('an unusual setup that works', () => {
  it.each(UNUSUAL_GOOD.map((one) => [one.name, one] as const))('%s', (_name, one) => tryGood(one));

  it('is one of many, each another one', () => {
    expect(UNUSUAL_GOOD.length).toBeGreaterThanOrEqual(50);
    expect(new Set(UNUSUAL_GOOD.map(({ name }) => name)).size).toBe(UNUSUAL_GOOD.length);
  });
});
