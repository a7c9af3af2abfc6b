// A statement that denies, with an exception for some roles.
import type { Statement } from '../policy/document';

type Values = Readonly<Record<string, unknown>>;

const BY_NAME = 'aws:PrincipalArn';

function textsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : value === undefined ? [] : [value];
}

/** As it is written, save that it does not apply to these roles. */
export function exceptedStatement({ written }: Statement, roleArns: readonly string[]): object {
  const given = (written['Condition'] ?? {}) as Readonly<Record<string, Values>>;
  const tested = given['ArnNotEquals'] ?? {};
  // Keys of conditions are the same in any case.
  const name = Object.keys(tested).find((key) => key.toLowerCase() === BY_NAME.toLowerCase()) ?? BY_NAME;
  const roles = [...new Set([...textsOf(tested[name]), ...roleArns])];
  const except = { ...tested, [name]: roles.length === 1 ? roles[0] : roles };
  return { ...written, Condition: { ...given, ArnNotEquals: except } };
}
