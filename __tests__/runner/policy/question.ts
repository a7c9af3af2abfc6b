import { contextOf } from '../../../runner/policy/pattern';
import type { Question } from '../../../runner/policy/weigh';

export const ROLE = 'arn:aws:iam::111122223333:role/replication';

/** What the replication role asks. */
export function question(
  action: string,
  resource: string,
  context: Readonly<Record<string, string | null>> = {},
): Question {
  return { action, resource, context: contextOf(context), principal: { arn: ROLE, accountId: '111122223333' } };
}

export const policy = (...Statement: readonly object[]): string => JSON.stringify({ Version: '2012-10-17', Statement });
