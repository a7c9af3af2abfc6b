// Whether somebody may do something, by all policies that have a say.
import type { World } from '../../world/world';
import { actorOf } from './actor';
import { decide, type Decision, type DecisionRequest } from './decision';
import { contextFor, visiblePolicies } from './own-policies';
import { readPolicy } from './policy-match';
import { valuesOf, type ConditionValues } from '../policy-language/policy-variables';

/** One question about one action on one resource. */
export interface AccessQuestion {
  /** ARN of an account's root, a role or a session of a role; or a service, for example `s3.amazonaws.com`. */
  readonly principalArn: string;
  readonly principalAccountId: string;
  /** Name of the session in which a service acts as the role of `principalArn`. @default - it has none, or the ARN is its own */
  readonly session?: string;
  /** For example `s3:GetObject`. */
  readonly action: string;
  /** ARN, or `*` for actions that are not on a resource. */
  readonly resource: string;
  readonly resourceAccountId: string;
  /** Text of the bucket policy, or of another policy of the resource. @default - it has none */
  readonly resourcePolicy?: string;
  /**
   * Keys of the request that conditions may ask for, for example `aws:SourceIp`; their case does not matter. A function
   * is called only when a condition or a variable asks for one.
   */
  readonly context: ConditionValues | (() => ConditionValues);
}

/** Answers as other services see the policies: a change counts after the propagation delay. */
export function isAllowed(world: World, question: AccessQuestion): boolean {
  return outcomeOf(world, question) === 'allowed';
}

/** Whether a policy forbids it in so many words; that nothing allows it is not enough. */
export function isForbidden(world: World, question: AccessQuestion): boolean {
  return outcomeOf(world, question) === 'explicitDeny';
}

function outcomeOf(world: World, question: AccessQuestion): Decision['outcome'] {
  const request = decisionRequest(world, question);
  if (request === 'nobody') return 'implicitDeny';
  // A policy that cannot be read could forbid anything.
  return request === 'unreadable' ? 'explicitDeny' : decide(request).outcome;
}

/** With all policies that have a say; `nobody` if who asks does not exist (yet), `unreadable` if the resource's policy is. */
export function decisionRequest(world: World, question: AccessQuestion): DecisionRequest | 'nobody' | 'unreadable' {
  const { principalArn, principalAccountId, session, action, resource, resourceAccountId } = question;
  const { resourcePolicy: text } = question;
  const actor = actorOf(world, principalArn, principalAccountId, session);
  const own = visiblePolicies(world, actor);
  if (own === undefined) return 'nobody';
  const document = text === undefined ? undefined : readPolicy(text, 'resource');
  if (text !== undefined && document === undefined) return 'unreadable';
  return {
    actor,
    action,
    resource,
    resourceAccountId,
    own,
    context: () => contextFor(world, actor, valuesOf(question.context), resourceAccountId),
    ...(document === undefined ? {} : { resourcePolicy: { name: 'the policy of the resource', document } }),
  };
}
