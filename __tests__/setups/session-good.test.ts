// The twins of the setups about sessions: they look alike and work, and the doctor must not say that anything is wrong with them.
import { afterAll, describe, expect, it } from '@jest/globals';
import { destroyKmsClients } from '../emulator/kms/kms-client';
import { tryGood } from '../runner/checks/setups/tried';
import { SESSION_GOOD } from '../runner/checks/setups/unusual/session-good';

afterAll(destroyKmsClients);

describe('a setup of sessions that works', () => {
  it.each(SESSION_GOOD.map((one) => [one.name, one] as const))('%s', (_name, one) => tryGood(one));

  it('is one of many, each another one', () => {
    expect(new Set(SESSION_GOOD.map(({ name }) => name)).size).toBe(SESSION_GOOD.length);
  });
});
