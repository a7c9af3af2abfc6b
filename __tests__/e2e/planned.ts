// What Terraform plans, in a form in which two ways to say the same are equal.
import type { Plan, PlannedModule, PlannedResource } from './terraform-root';

/** Documents that the module has before it can know whether the destination is in another account, or whether there are keys; then they are handed out. */
const MAYBE_HANDED_OUT = /^module[.]backfill[.]data[.]aws_iam_policy_document[.](destination_|inventory_key|queue_key)/;
/** Attributes that hold JSON, compared as values: Terraform sorts what it makes JSON of. */
const JSON_TEXTS = new Set(['event_pattern', 'dashboard_body', 'definition', 'redrive_policy', 'redrive_allow_policy']);

/**
 * Types and values of everything that is planned, and the statements of every policy, without addresses. Whether Terraform
 * reads a policy document while it plans or while it applies is not a difference, and neither is an equal document more, or one that
 * nothing uses.
 */
export function plannedOf(
  { planned_values: planned, prior_state: prior }: Plan,
  { isForeign }: { readonly isForeign: boolean },
): string[] {
  const read = prior?.values?.root_module === undefined ? [] : resourcesOf(prior.values.root_module);
  const all = [...resourcesOf(planned.root_module), ...read].filter(
    ({ address }) => isForeign || !MAYBE_HANDED_OUT.test(address),
  );
  const documents = all
    .filter(({ type }) => type === 'aws_iam_policy_document')
    .map(({ values }) => statementsOf(values));
  const managed = all.filter(({ mode }) => mode === 'managed');
  return [
    ...new Set(documents.map((statements) => JSON.stringify(statements))),
    ...managed.map(({ type, values }) => JSON.stringify([type, sorted(values)])),
  ].sort();
}

interface JsonStatement {
  readonly Sid: string;
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource?: string | string[];
  readonly Principal?: '*' | Readonly<Record<string, string | string[]>>;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | string[]>>>>;
}

interface BlockStatement {
  readonly sid: string;
  readonly effect: string;
  readonly actions: string[];
  readonly resources: string[];
  readonly principals: readonly { readonly type: string }[];
  readonly condition: readonly { readonly test: string; readonly variable: string; readonly values: string[] }[];
}

/** Of a document that was read, or of one that is going to be. */
function statementsOf(values: Readonly<Record<string, unknown>>): unknown {
  const list = (given: string | string[] = []): string[] => [given].flat().sort();
  if (typeof values['json'] !== 'string') {
    return (values['statement'] as BlockStatement[]).map((one) => [
      [one.sid, one.effect, list(one.actions), list(one.resources), one.principals.map(({ type }) => type)],
      one.condition.map(({ test, variable, values: of }) => [test, variable, list(of)].flat().join(' ')).sort(),
    ]);
  }
  const { Statement } = JSON.parse(values['json']) as { Statement: JsonStatement | JsonStatement[] };
  return [Statement].flat().map(({ Principal = {}, ...one }) => [
    [one.Sid, one.Effect, list(one.Action), list(one.Resource), Principal === '*' ? ['*'] : Object.keys(Principal)],
    Object.entries(one.Condition ?? {})
      .flatMap(([test, keys]) => Object.entries(keys).map(([key, of]) => [test, key, list(of)].flat().join(' ')))
      .sort(),
  ]);
}

function resourcesOf({ resources = [], child_modules: children = [] }: PlannedModule): PlannedResource[] {
  return [...resources, ...children.flatMap(resourcesOf)];
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      // An empty map of tags is none; policies are compared as documents.
      .filter(([key]) => key !== 'policy')
      .map(([key, member]) => [key, JSON_TEXTS.has(key) ? (JSON.parse(String(member)) as unknown) : member] as const)
      .filter(([key, member]) => !(key === 'tags' && (member === null || Object.keys(member as object).length === 0)))
      .map(([key, member]) => [key, sorted(member)] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}
