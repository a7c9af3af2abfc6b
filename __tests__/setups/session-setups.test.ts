// Setups about sessions, roles that were made anew and what is written in one way alone, in which one thing is wrong.
import { afterAll, describe, expect, it } from '@jest/globals';
import { destroyKmsClients } from '../emulator/kms/kms-client';
import { tryBroken } from '../runner/checks/setups/tried';
import { SESSION_SETUPS } from '../runner/checks/setups/unusual/session-setups';

afterAll(destroyKmsClients);

describe('a setup of sessions in which one thing is wrong', () => {
  it.each(SESSION_SETUPS.map((one) => [one.name, one] as const))('%s', (_name, one) => tryBroken(one));

  it('is one of many, each another one', () => {
    expect(new Set(SESSION_SETUPS.map(({ name }) => name)).size).toBe(SESSION_SETUPS.length);
  });
});
