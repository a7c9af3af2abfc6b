// The resource policy of a function: who beside its account may invoke it, such as a rule of EventBridge.
// https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html
import * as z from 'zod';
import { notEmulated, ServiceError } from '../http/service';
import { parsePolicyDocument } from '../iam/policy-language/policy-document';
import type { LambdaFunction } from '../world/serverless/lambda-function';
import { conflict, invalidValue, notFound, openFunction, policyOf, readInput } from './lambda-call';
import type { LambdaCall, LambdaOperations } from './lambda-call';

const POLICY = /^\/2015-03-31\/functions\/([^/]+)\/policy$/;
const STATEMENT = /^\/2015-03-31\/functions\/([^/]+)\/policy\/([^/]+)$/;
const parameters = ['Qualifier', 'RevisionId'];

export const POLICY_OPERATIONS: LambdaOperations = {
  AddPermission: { method: 'POST', path: POLICY, status: 201, parameters, handle: addPermission },
  GetPolicy: { method: 'GET', path: POLICY, status: 200, parameters, handle: getPolicy },
  RemovePermission: { method: 'DELETE', path: STATEMENT, status: 204, parameters, handle: removePermission },
};

const ADD = z.strictObject({
  StatementId: z.string().regex(/^[\w-]{1,100}$/),
  Action: z.string().regex(/^(lambda:[*]|lambda:[a-zA-Z]+|[*])$/),
  Principal: z.string().min(1),
  SourceArn: z.string().optional(),
  SourceAccount: z
    .string()
    .regex(/^\d{12}$/)
    .optional(),
  RevisionId: z.string().optional(),
});

function addPermission(call: LambdaCall): Readonly<Record<string, unknown>> {
  const input = readInput(call, ADD);
  const one = openFunction(call);
  checkRevision(one, input.RevisionId);
  if (one.statements.has(input.StatementId)) {
    throw conflict(
      `The statement id (${input.StatementId}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
    );
  }
  const statement = {
    Sid: input.StatementId,
    Effect: 'Allow',
    Principal: principalOf(call, input.Principal),
    Action: input.Action,
    Resource: one.arn,
    ...conditionOf(input),
  };
  const text = JSON.stringify(statement);
  checkStatement(text);
  one.statements.set(input.StatementId, text);
  return { Statement: text };
}

function principalOf({ world }: LambdaCall, text: string): unknown {
  if (text === '*') return '*';
  if (/^\d{12}$/.test(text)) return { AWS: `arn:${world.partition}:iam::${text}:root` };
  if (text.startsWith('arn:')) return { AWS: text };
  if (/^[a-z0-9.-]+\.amazonaws\.com$/.test(text)) return { Service: text };
  throw invalidValue('The provided principal was invalid. Please check the principal and try again.');
}

function conditionOf({ SourceAccount, SourceArn }: z.output<typeof ADD>): Readonly<Record<string, unknown>> {
  if (SourceAccount === undefined && SourceArn === undefined) return {};
  return {
    Condition: {
      ...(SourceAccount === undefined ? {} : { StringEquals: { 'AWS:SourceAccount': SourceAccount } }),
      ...(SourceArn === undefined ? {} : { ArnLike: { 'AWS:SourceArn': SourceArn } }),
    },
  };
}

function checkStatement(text: string): void {
  try {
    parsePolicyDocument(`{"Version":"2012-10-17","Statement":[${text}]}`, 'resource');
  } catch (error) {
    if (!(error instanceof ServiceError) || error.status >= 500) throw error;
    throw invalidValue(error.message);
  }
}

function checkRevision(one: LambdaFunction, revisionId: string | undefined): void {
  if (revisionId === undefined) return;
  throw notEmulated(`RevisionId of the policy of ${one.name}`);
}

function getPolicy(call: LambdaCall): Readonly<Record<string, unknown>> {
  const one = openFunction(call);
  const Policy = policyOf(one);
  if (Policy === undefined) throw notFound('The resource you requested does not exist.');
  return { Policy, RevisionId: one.revisionId };
}

function removePermission(call: LambdaCall): undefined {
  const one = openFunction(call);
  const [, statementId = ''] = call.names;
  checkRevision(one, call.request.query.get('RevisionId') ?? undefined);
  if (one.statements.delete(statementId)) return undefined;
  throw notFound(`Statement ${statementId} is not found in resource policy.`);
}
