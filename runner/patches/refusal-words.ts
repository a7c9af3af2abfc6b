// Why something is refused, and what exactly repairs it: all that is refused for one reason, in one finding.
import type { Place, Refusal } from '../policy/decide';
import { visible } from '../text/safe-text';
import { commands } from './commands';
import { fewest, type Allowing, type Mend } from './mend';
import { limitPatch, resourceStatementsPatch, rolePolicyMend } from './policy-patches';
import type { Patch } from '../events/check-events';

/** One action on one resource. */
export interface OneAllowing extends Allowing {
  readonly action: string;
  readonly resource: string;
}

/** The policy of the bucket, of the key or of the queue. */
export interface PolicyOf {
  readonly policy: 'bucket' | 'key' | 'queue';
  /** Name of the bucket, or ARN of the key or of the queue. */
  readonly of: string;
}

/** One reason: a place that does not allow it, or a policy that denies it. */
export type Reason =
  Exclude<Refusal, { readonly kind: 'missing' }> | { readonly kind: 'missing'; readonly where: Place };

export function reasonsOf(by: Refusal): readonly Reason[] {
  return by.kind === 'missing' ? by.where.map((where) => ({ kind: 'missing', where })) : [by];
}

export function policyInWords({ policy, of }: PolicyOf): string {
  return policy === 'bucket' ? `the policy of the bucket '${of}'` : `the policy of the ${policy} ${of}`;
}

/** Reasons with the same name are one. */
export function nameOfReason(reason: Reason, place: PolicyOf | undefined): string {
  const { kind, where } = reason;
  if (where !== 'resource') return `${kind} ${where}`;
  const statement = reason.kind === 'denied' && 'statement' in reason ? JSON.stringify(reason.statement.written) : '';
  return [kind, place?.policy, place?.of, statement].join(' ');
}

const MOST_NAMED = 3;

function some(resources: readonly string[]): string {
  const named = resources.slice(0, MOST_NAMED).map(visible).join(', ');
  return resources.length > MOST_NAMED ? `${named} and ${resources.length - MOST_NAMED} more` : named;
}

/** `s3:A, s3:B on arn:…; s3:C on arn:…` */
export function actionsInWords(all: readonly OneAllowing[]): string {
  return fewest(all.map(({ action, resource }) => ({ action, resource })))
    .map(({ action, resource }) => `${[action].flat().join(', ')} on ${some([resource].flat() as readonly string[])}`)
    .join('; ');
}

/** IAM names the policy that holds the Deny, and where in it. */
function findingTheDeny(all: readonly OneAllowing[], roleArn: string): Patch {
  const answer = ['--query', 'EvaluationResults[].MatchedStatements[]'];
  const questions = fewest(all.map(({ action, resource }) => ({ action, resource }))).map(({ action, resource }) => {
    const asked = ['--action-names', ...[action].flat(), '--resource-arns', ...([resource].flat() as string[])];
    return ['aws', 'iam', 'simulate-principal-policy', '--policy-source-arn', roleArn, ...asked, ...answer];
  });
  return commands(...questions);
}

export interface RefusalWords {
  /** After the role's name. */
  readonly detail: string;
  readonly fix: string;
  readonly patch: Mend;
}

export interface Refused {
  readonly reason: Reason;
  /** What is refused for certain. */
  readonly those: readonly OneAllowing[];
  /** All that the patch is to allow. @default - `those` */
  readonly mended?: readonly OneAllowing[];
  /** @default - the resource has no policy */
  readonly place?: PolicyOf | undefined;
  /** Or of a user. */
  readonly roleArn: string;
}

export function refusalWords({ reason, those, mended = those, place, roleArn }: Refused): RefusalWords {
  const what = actionsInWords(those);
  const of = place === undefined ? 'the policy of the resource' : policyInWords(place);
  if (reason.kind === 'denied') {
    if (reason.where === 'own policies' || place === undefined)
      return {
        detail: `may not do ${what}: one of its own policies denies it`,
        fix: 'remove the Deny from that policy, or limit it to other resources; this names the policy',
        patch: findingTheDeny(mended, roleArn),
      };
    const { statement } = reason;
    return {
      detail: `may not do ${what}: ${of} denies it (${visible(statement.name)})`,
      fix: `make an exception for the role in ${of}: this instead of that statement, beside all others`,
      patch: { kind: 'exception', ...place, statement, roleArn },
    };
  }
  switch (reason.where) {
    case 'identity':
      return {
        detail: `lacks ${what}: none of its policies allows it`,
        fix: 'add this to Terraform and apply it',
        patch: rolePolicyMend(roleArn, mended),
      };
    case 'boundary':
      return {
        detail: `lacks ${what}: its permissions boundary does not allow it`,
        fix: 'add this to the statements of the boundary',
        patch: limitPatch(roleArn, 'boundary', mended),
      };
    case 'organization':
      return {
        detail: `lacks ${what}: no service control policy of the organization allows it`,
        fix: 'ask whoever administers the organization to allow it for this account, with this',
        patch: limitPatch(
          roleArn,
          'organization',
          mended.map((one) => ({ ...one, resource: '*' })),
        ),
      };
    case 'resource':
      return {
        detail: `lacks ${what}: ${of} does not allow it`,
        fix: `add this to the statements of ${of}, beside those that it has`,
        patch: resourceStatementsPatch(roleArn, mended, place ?? { policy: 'bucket', of: '' }),
      };
  }
}
