// Policies without one of their actions.
import { expect } from '@jest/globals';
import type { Policy } from '../../../docs/tables/policies';

/** An action, and what it is granted on, which its statement is named after. */
export interface Cut {
  readonly action: string;
  readonly on: string;
}

/** The policy has it once: a cut that takes nothing away shows nothing. */
export function without({ Version, Statement }: Policy, { action, on }: Cut): Policy {
  const sid = on.replace(/(?:^|\s)([a-z])/g, (_, letter: string) => letter.toUpperCase());
  let found = 0;
  const left = (Statement as { Sid: string; Action: string | string[] }[]).flatMap((statement) => {
    if (statement.Sid !== sid) return [statement];
    const actions = [statement.Action].flat();
    const Action = actions.filter((one) => one !== action);
    found += actions.length - Action.length;
    return Action.length === 0 ? [] : [{ ...statement, Action }];
  });
  expect(found).toBe(1);
  return { Version, Statement: left };
}
