// Why something is refused, and what exactly repairs it.
import type { Refusal } from '../policy/decide';
import { visible } from '../text/safe-text';
import { commands } from './commands';
import { exceptionPatch, jsonPatch, resourceStatementPatch, rolePolicyPatch, type Allowing } from './policy-patches';
import type { Patch } from '../events/check-events';

/** One action on one resource. */
export interface OneAllowing extends Allowing {
  readonly action: string;
  readonly resource: string;
}

/** IAM names the policy that holds the Deny, and where in it. */
function findingTheDeny({ action, resource }: OneAllowing, roleArn: string): Patch {
  const question = ['--policy-source-arn', roleArn, '--action-names', action, '--resource-arns', resource];
  const answer = ['--query', 'EvaluationResults[].MatchedStatements[]'];
  return commands(['aws', 'iam', 'simulate-principal-policy', ...question, ...answer]);
}

export interface RefusalWords {
  /** After the role's name. */
  readonly detail: string;
  readonly fix: string;
  readonly patch: Patch;
}

/** @param of what the policy of the resource is called, for example `the policy of the bucket 'x'` */
export function refusalWords(by: Refusal, allowing: OneAllowing, of: string, roleArn: string): RefusalWords {
  const what = `${allowing.action} on ${visible(allowing.resource)}`;
  if (by.kind === 'denied') {
    if (by.where === 'own policies')
      return {
        detail: `may not do ${what}: one of its own policies denies it`,
        fix: 'remove the Deny from that policy of the role, or limit it to other resources; this names the policy',
        patch: findingTheDeny(allowing, roleArn),
      };
    return {
      detail: `may not do ${what}: ${of} denies it (${visible(by.statement.name)})`,
      fix: `make an exception for the role in ${of}: this instead of that statement`,
      patch: exceptionPatch(by.statement, roleArn),
    };
  }
  switch (by.where) {
    case 'identity':
      return {
        detail: `lacks ${what}: none of its policies allows it`,
        fix: 'add this to Terraform and apply it',
        patch: rolePolicyPatch(roleArn, allowing),
      };
    case 'boundary':
      return {
        detail: `lacks ${what}: its permissions boundary does not allow it`,
        fix: 'add this statement to the boundary',
        patch: jsonPatch({ Effect: 'Allow', Action: allowing.action, Resource: allowing.resource }),
      };
    case 'organization':
      return {
        detail: `lacks ${what}: no service control policy of the organization allows it`,
        fix: 'ask whoever administers the organization to allow it for this account, with this statement',
        patch: jsonPatch({ Effect: 'Allow', Action: allowing.action, Resource: '*' }),
      };
    case 'resource':
      return {
        detail: `lacks ${what}: ${of} does not allow it`,
        fix: `add this statement to ${of}`,
        patch: resourceStatementPatch(roleArn, allowing),
      };
  }
}
