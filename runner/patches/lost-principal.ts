// A statement that allows it to a role or a user that was deleted: IAM keeps who is named by an id, and shows that id once nobody has it
// any more. A role of the same name that is made again has another one.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
import { statementsIn, type Statement } from '../policy/document';
import { weigh, type Question } from '../policy/weigh';

const LOST = /^A(?:ROA|IDA)[A-Z0-9]{12,}$/;

function textsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : value === undefined ? [] : [value];
}

/** As it is written, with this role in the place of all who were deleted: no policy with one of those is taken again. */
export function namedAgain({ written }: Statement, roleArn: string): Readonly<Record<string, unknown>> {
  const given = (written['Principal'] ?? {}) as Readonly<Record<string, unknown>>;
  const still = textsOf(given['AWS']).filter((one) => typeof one !== 'string' || !LOST.test(one));
  return { ...written, Principal: { ...given, AWS: still.length === 0 ? roleArn : [...still, roleArn] } };
}

export interface LostPrincipal {
  readonly statement: Statement;
  /** For example `AROA…`. */
  readonly id: string;
}

/** The statement of the policy (JSON) that would allow it, were whoever was deleted the one that asks; undefined: there is none. */
export function lostPrincipal(policy: string, question: Question): LostPrincipal | undefined {
  for (const statement of statementsIn(policy) ?? []) {
    const { effect, principals } = statement;
    const id = principals?.negated === false ? principals.items.find((item) => LOST.test(item)) : undefined;
    if (effect !== 'Allow' || id === undefined) continue;
    const again = JSON.stringify({
      Version: '2012-10-17',
      Statement: [namedAgain(statement, question.principal.arn)],
    });
    if (weigh([again], question).allow.is === 'yes') return { statement, id };
  }
  return undefined;
}
