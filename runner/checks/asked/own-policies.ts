// What the policies attached to a role allow: by IAM's own simulation, or where that is not granted by reading them.
import type { PermissionAnswer, PermissionQuestion, RolePolicies } from '../../ports/permissions';
import { roleInArn } from '../../text/arn';
import { isRunnerError } from '../../ports/errors';
import { contextOf } from '../../policy/pattern';
import type { OwnAnswer } from '../../policy/decide';
import { weigh, type Question } from '../../policy/weigh';
import type { Aws } from '../../ports/aws';
import { visible } from '../../text/safe-text';

/** A request, with condition keys to their values; null: the request is known not to have the key. */
export interface Request {
  readonly action: string;
  readonly resource: string;
  readonly context: Readonly<Record<string, string | null>>;
}

export type AnswerSource = 'simulation' | 'policies' | 'nowhere';

/** Answers to requests of one role; the policies are read once. */
export interface OwnPolicies {
  readonly roleArn: string;
  answer(requests: readonly Request[]): Promise<readonly OwnAnswer[]>;
  /** Where the latest answers come from. */
  source(): AnswerSource;
}

export function questionOf({ action, resource, context }: Request, principalArn: string): Question {
  const accountId = principalArn.split(':')[4] ?? '';
  return { action, resource, context: contextOf(context), principal: { arn: principalArn, accountId } };
}

/** Keys of every request that a service of AWS makes as a role. */
export function roleContext(roleArn: string): Readonly<Record<string, string | null>> {
  return {
    'aws:PrincipalArn': roleArn,
    'aws:PrincipalAccount': roleInArn(roleArn)?.accountId ?? '',
    'aws:PrincipalType': 'AssumedRole',
    'aws:PrincipalIsAWSService': 'false',
    'aws:SecureTransport': 'true',
    'aws:MultiFactorAuthPresent': null,
  };
}

function simulated(answer: PermissionAnswer, known: Request['context']): OwnAnswer {
  const { decision, missingKeys, limitedBy } = answer;
  const names = new Set(Object.keys(known).map((key) => key.toLowerCase()));
  const open = missingKeys.filter((key) => !names.has(key.toLowerCase()));
  if (open.length > 0)
    return { is: 'unsure', why: `its policies ask for ${visible(open.join(', '))}, and the value is not known here` };
  if (decision === 'allowed') return { is: 'allowed' };
  if (decision === 'explicitDeny') return { is: 'denied' };
  return { is: 'not-allowed', by: limitedBy ?? 'identity' };
}

function weighed({ identity, boundary }: RolePolicies, question: Question): OwnAnswer {
  const own = weigh(identity, question);
  const limit = boundary === undefined ? undefined : weigh([boundary], question);
  if (own.deny.is === 'yes' || limit?.deny.is === 'yes') return { is: 'denied' };
  if (own.allow.is === 'no') return { is: 'not-allowed', by: 'identity' };
  if (limit?.allow.is === 'no') return { is: 'not-allowed', by: 'boundary' };
  const open = [own.allow, own.deny, limit?.allow, limit?.deny].find((one) => one?.is === 'unsure');
  return open?.is === 'unsure' ? open : { is: 'allowed' };
}

function asked(request: Request): PermissionQuestion {
  const known = Object.entries(request.context).filter((entry): entry is [string, string] => entry[1] !== null);
  return { action: request.action, resource: request.resource, context: Object.fromEntries(known) };
}

const UNREADABLE = 'neither iam:SimulatePrincipalPolicy nor reading the policies of the role is granted';

export function ownPolicies(roleArn: string, { permissions }: Aws): OwnPolicies {
  let read: Promise<RolePolicies | undefined> | undefined;
  const policies = (): Promise<RolePolicies | undefined> =>
    (read ??= permissions.policiesOf(roleArn).catch((error: unknown) => {
      if (isRunnerError(error, 'denied', 'not-found', 'refused')) return undefined;
      throw error;
    }));
  let source: AnswerSource = 'nowhere';
  return {
    roleArn,
    source: () => source,
    async answer(requests) {
      const simulation = await permissions.simulate(roleArn, requests.map(asked)).catch((error: unknown) => {
        if (isRunnerError(error, 'denied', 'not-found', 'refused', 'throttled')) return undefined;
        throw error;
      });
      if (simulation !== undefined) {
        source = 'simulation';
        return requests.map(({ context }, index) => {
          const answer = simulation[index];
          return answer === undefined ? { is: 'unsure', why: 'IAM gave no answer' } : simulated(answer, context);
        });
      }
      const all = await policies();
      source = all === undefined ? 'nowhere' : 'policies';
      if (all === undefined) return requests.map(() => ({ is: 'unsure', why: UNREADABLE }));
      return requests.map((request) => weighed(all, questionOf(request, roleArn)));
    },
  };
}
