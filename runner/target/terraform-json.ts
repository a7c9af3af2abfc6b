// What a JSON text of Terraform or OpenTofu is, told by its members: which of its forms hold the values of outputs, and what to say of the others.
// https://developer.hashicorp.com/terraform/internals/json-format
import { RunnerError } from '../ports/errors';
import { shownJson } from '../text/safe-text';

export type Json = Readonly<Record<string, unknown>>;

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const OUTPUTS_HINT = 'in the root module, run: terraform output -json > outputs.json; then: --outputs outputs.json';
const PLAN_HINT = 'apply it, then: terraform output -json > outputs.json; then: --outputs outputs.json';

/** A form without the values of outputs. */
interface Unreadable {
  readonly is: (value: Json) => boolean;
  /** What it is, after the words "file is". */
  readonly what: (value: Json) => string;
  readonly hint: string;
}

const holdsText = (value: Json, ...names: readonly string[]): boolean =>
  names.some((name) => typeof value[name] === 'string');

/** What `terraform show -json` writes. An output may be called `format_version`, but is an object. */
const isShown = (value: Json): boolean => holdsText(value, 'format_version');

const isState = (value: Json): boolean =>
  !isShown(value) &&
  typeof value['version'] === 'number' &&
  (holdsText(value, 'terraform_version', 'lineage') || 'serial' in value || 'modules' in value);

function backendIn(value: Json): string | undefined {
  const block = value['backend'] ?? value['state_store'];
  return isJson(block) && typeof block['type'] === 'string' ? block['type'] : undefined;
}

/** In the order in which they are looked for. */
const UNREADABLE: readonly Unreadable[] = [
  {
    is: (value) => holdsText(value, 'encrypted_data'),
    what: () => 'an encrypted state or plan of OpenTofu, which only OpenTofu can read',
    hint: 'in the root module, run: tofu output -json > outputs.json; then: --outputs outputs.json',
  },
  {
    is: (value) => isState(value) && backendIn(value) !== undefined,
    what: (value) => `what terraform init keeps about the backend ${shownJson(backendIn(value))}, and no state`,
    hint: OUTPUTS_HINT,
  },
  {
    is: (value) => isShown(value) && ('planned_values' in value || 'resource_changes' in value),
    what: () => 'a plan of Terraform (terraform show -json): it says what would be, not what is',
    hint: PLAN_HINT,
  },
  {
    is: (value) => isState(value) && value['version'] !== 4,
    what: (value) => `a Terraform state of format version ${shownJson(value['version'])}; version 4 is read`,
    hint: OUTPUTS_HINT,
  },
];

/** Begins every file of the ZIP format, which is what `terraform plan -out` writes. */
const ZIP = 'PK\u0003\u0004';

/** @throws RunnerError `usage` when it is no text */
export function refuseSavedPlan(text: string, origin: string): void {
  if (!text.startsWith(ZIP)) return;
  throw new RunnerError(
    'usage',
    `${origin} is a plan that terraform plan -out has saved: it says what would be, not what is`,
    PLAN_HINT,
  );
}

/**
 * Outputs by their names, where `value` is a state in one of its forms; undefined where it is something else.
 * @throws RunnerError `usage` when it is a form of Terraform's without the values of outputs
 */
export function outputsOfState(value: Json, origin: string): Json | undefined {
  const form = UNREADABLE.find(({ is }) => is(value));
  if (form !== undefined) throw new RunnerError('usage', `${origin} is ${form.what(value)}`, form.hint);
  const holder = isState(value) ? value : isShown(value) ? (value['values'] ?? {}) : undefined;
  if (holder === undefined) return undefined;
  return isJson(holder) && isJson(holder['outputs']) ? holder['outputs'] : {};
}
