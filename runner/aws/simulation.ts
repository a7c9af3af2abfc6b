// Many questions to IAM's simulation in few requests.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
import type { ContextEntry, ContextKeyTypeEnum, EvaluationResult } from '@aws-sdk/client-iam';
import type { PermissionAnswer, PermissionQuestion } from '../ports/permissions';
import { defined } from '../text/defined';

/** Every action on every resource, with one context. */
export interface Simulation {
  readonly ActionNames: string[];
  readonly ResourceArns: string[];
  readonly ContextEntries: ContextEntry[];
}

/** Of one request; IAM documents no limit, and answers too large come in pages. */
const MOST_RESOURCES = 20;

type Context = Readonly<Record<string, string>>;

/** Of keys that are no text, in lower case. */
const TYPES: Readonly<Partial<Record<string, ContextKeyTypeEnum>>> = {
  'aws:tagkeys': 'stringList',
  's3:requestjobpriority': 'numeric',
};

function entriesOf(context: Context): ContextEntry[] {
  return Object.entries(context).map(([ContextKeyName, value]) => ({
    ContextKeyName,
    ContextKeyType: TYPES[ContextKeyName.toLowerCase()] ?? 'string',
    ContextKeyValues: [value],
  }));
}

function inWords(context: Context): string {
  return JSON.stringify(Object.entries(context).sort(([one], [other]) => (one < other ? -1 : 1)));
}

function added<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  map.set(key, [...(map.get(key) ?? []), value]);
}

/** Requests that ask just these questions: of one context, the resources about which the same actions are asked. */
export function simulationsOf(questions: readonly PermissionQuestion[]): readonly Simulation[] {
  const byContext = new Map<string, PermissionQuestion[]>();
  for (const question of questions) added(byContext, inWords(question.context ?? {}), question);
  return [...byContext.values()].flatMap((alike) => {
    const actionsOn = new Map<string, string[]>();
    for (const { action, resource } of alike) added(actionsOn, resource, action);
    const resourcesOf = new Map<string, string[]>();
    for (const [resource, actions] of actionsOn)
      added(resourcesOf, JSON.stringify([...new Set(actions)].sort()), resource);
    return [...resourcesOf].flatMap(([actions, resources]) => {
      const parts = Math.ceil(resources.length / MOST_RESOURCES);
      return Array.from({ length: parts }, (_, part) => ({
        ActionNames: JSON.parse(actions) as string[],
        ResourceArns: resources.slice(part * MOST_RESOURCES, (part + 1) * MOST_RESOURCES),
        ContextEntries: entriesOf(alike[0]?.context ?? {}),
      }));
    });
  });
}

/** A question as a simulation of its own. */
export function simulationOf({ action, resource, context = {} }: PermissionQuestion): Simulation {
  return { ActionNames: [action], ResourceArns: [resource], ContextEntries: entriesOf(context) };
}

export function isAskedBy({ action, resource, context = {} }: PermissionQuestion, asked: Simulation): boolean {
  const { ActionNames, ResourceArns, ContextEntries } = asked;
  const given = Object.fromEntries(
    ContextEntries.map(({ ContextKeyName = '', ContextKeyValues = [] }) => [ContextKeyName, ContextKeyValues[0] ?? '']),
  );
  return ActionNames.includes(action) && ResourceArns.includes(resource) && inWords(given) === inWords(context);
}

const DECISIONS: readonly PermissionAnswer['decision'][] = ['allowed', 'implicitDeny', 'explicitDeny'];

/**
 * What the results of a simulation say about one of its questions. What decides is said for each resource, and the result as a whole
 * is about all of them; undefined: it is not said. https://docs.aws.amazon.com/IAM/latest/APIReference/API_EvaluationResult.html
 */
export function answerIn(
  results: readonly EvaluationResult[],
  { action, resource }: PermissionQuestion,
  { ResourceArns }: Simulation,
): PermissionAnswer | undefined {
  const about = results.filter(({ EvalActionName }) => EvalActionName?.toLowerCase() === action.toLowerCase());
  const [whole] = about;
  if (whole === undefined) return undefined;
  const specific = about
    .flatMap(({ ResourceSpecificResults = [] }) => ResourceSpecificResults)
    .find(({ EvalResourceName }) => EvalResourceName === resource);
  const isAlone = ResourceArns.length === 1;
  if (specific === undefined && !isAlone) return undefined;
  const said = specific?.EvalResourceDecision ?? whole.EvalDecision;
  const decision = DECISIONS.find((one) => one === said);
  if (decision === undefined) return undefined;
  const boundary = specific?.PermissionsBoundaryDecisionDetail ?? whole.PermissionsBoundaryDecisionDetail;
  const isOrganization = whole.OrganizationsDecisionDetail?.AllowedByOrganizations === false;
  // Of the organization only the whole result tells, and of several resources that may be another one.
  if (isOrganization && !isAlone && decision !== 'allowed') return undefined;
  const limitedBy: PermissionAnswer['limitedBy'] = isOrganization
    ? 'organization'
    : boundary?.AllowedByPermissionsBoundary === false
      ? 'boundary'
      : undefined;
  const missingKeys = [
    ...(specific?.MissingContextValues ?? []),
    ...(isAlone ? (whole.MissingContextValues ?? []) : []),
  ];
  return { decision, missingKeys: [...new Set(missingKeys)], ...defined({ limitedBy }) };
}
