// What the policies attached to a role allow: by IAM's own simulation, or where that is not granted by reading them.
import type { PermissionAnswer, PermissionQuestion, RolePolicies } from '../../ports/permissions';
import { isRunnerError } from '../../ports/errors';
import { contextOf, type ContextValue } from '../../policy/pattern';
import type { OwnAnswer } from '../../policy/decide';
import { absentKeys } from '../roles/s3-request-keys';
import { ownAnswer } from '../../policy/own-answer';
import { NO, unsure, YES } from '../../policy/truth';
import type { Question } from '../../policy/weigh';
import { defined } from '../../text/defined';
import type { Aws } from '../../ports/aws';
import { visible } from '../../text/safe-text';

/** A request, with condition keys to their values. */
export interface Request {
  readonly action: string;
  readonly resource: string;
  readonly context: Readonly<Record<string, ContextValue>>;
}

export type AnswerSource = 'simulation' | 'policies' | 'nowhere';

/** Answers to requests of one role; the policies are read once. */
export interface OwnPolicies {
  readonly roleArn: string;
  answer(requests: readonly Request[]): Promise<readonly OwnAnswer[]>;
  /** Where the latest answers come from. */
  source(): AnswerSource;
}

/** @param session - name of the session in which the role asks, where it is known */
export function questionOf({ action, resource, context }: Request, roleArn: string, session?: string): Question {
  const accountId = roleArn.split(':')[4] ?? '';
  return {
    action,
    resource,
    context: contextOf({ ...absentKeys(action), ...context }),
    principal: defined({ arn: roleArn, accountId, session }),
  };
}

function unsureOf(why: string): OwnAnswer {
  return { deny: unsure(why), identity: unsure(why) };
}

function simulated(answer: PermissionAnswer, { action, context }: Request): OwnAnswer {
  const { decision, missingKeys, limitedBy } = answer;
  const names = new Set(
    Object.entries({ ...absentKeys(action), ...context }).flatMap(([key, value]) =>
      Array.isArray(value) ? [] : [key.toLowerCase()],
    ),
  );
  // A key of a family that is known, `aws:RequestTag/team`, is none that the request has.
  const isKnown = (key: string): boolean => names.has(key) || names.has(`${key.slice(0, key.indexOf('/') + 1)}*`);
  const open = missingKeys.filter((key) => !isKnown(key.toLowerCase()));
  if (open.length > 0)
    return unsureOf(`its policies ask for ${visible(open.join(', '))}, and the value is not known here`);
  if (decision === 'allowed') return { deny: NO, identity: YES };
  if (decision === 'explicitDeny') return { deny: YES, identity: NO };
  // Of what is limited, IAM does not say whether the policies of the role would allow it.
  if (limitedBy !== undefined)
    return { deny: NO, identity: unsure(`the ${limitedBy} does not allow it`), [limitedBy]: NO };
  return { deny: NO, identity: NO };
}

function asked(request: Request): PermissionQuestion {
  const known = Object.entries(request.context).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
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

  /**
   * IAM's simulation takes one value of a key, and does not know that a request has none: where it misses one, the policies that ask
   * for it are read. Undefined: they may not be, ask for none of it, or do not decide it either.
   */
  async function answeredByReading(answer: PermissionAnswer, request: Request): Promise<OwnAnswer | undefined> {
    const { missingKeys, limitedBy } = answer;
    if (missingKeys.length === 0 || limitedBy === 'organization') return undefined;
    const all = await policies();
    if (all === undefined) return undefined;
    const written = [...all.identity, all.boundary ?? ''].join('\n').toLowerCase();
    if (!missingKeys.every((key) => written.includes(key.toLowerCase()))) return undefined;
    const read = ownAnswer(all, questionOf(request, roleArn));
    const isOpen = [read.deny, read.identity, read.boundary].some((one) => one?.is === 'unsure');
    return read.deny.is === 'yes' || !isOpen ? read : undefined;
  }

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
        const answers = requests.map(async (request, index) => {
          const answer = simulation[index];
          if (answer === undefined) return unsureOf('IAM gave no answer');
          return (await answeredByReading(answer, request)) ?? simulated(answer, request);
        });
        return Promise.all(answers);
      }
      const all = await policies();
      source = all === undefined ? 'nowhere' : 'policies';
      if (all === undefined) return requests.map(() => unsureOf(UNREADABLE));
      return requests.map((request) => ownAnswer(all, questionOf(request, roleArn)));
    },
  };
}
