// IAM's quota on the inline policies of a role, which Terraform meets at apply.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
import type { DataAwsIamPolicyDocument } from '@cdktf/provider-aws/lib/data-aws-iam-policy-document';
import type { Refusal } from '../refusals/refusal';

/** Characters of all inline policies of a role together, white space not counted. */
const ROLE_POLICIES_MAX = 10_240;

/**
 * @param prop - what makes the policy as long as it is
 * @param count - of its members
 * @param instead - what to do
 */
export function policySizeRefusals(
  prop: string,
  count: number,
  { statementInput }: DataAwsIamPolicyDocument,
  instead: string,
): readonly Refusal[] {
  const characters = leastCharacters(statementInput);
  if (characters <= ROLE_POLICIES_MAX) return [];
  const allowed =
    `the policy would have more than ${characters} characters, and the inline policies of a role have room for ` +
    `${ROLE_POLICIES_MAX}: ${instead}`;
  return [{ prop, given: count, allowed }];
}

/** Of the texts alone, each with its quotes and a comma; what only Terraform knows counts nothing. */
function leastCharacters(value: unknown): number {
  if (typeof value === 'string') return value.replace(/[$#]\{[^}]*\}/g, '').length + '"",'.length;
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce((sum: number, inner) => sum + leastCharacters(inner), 0);
}
