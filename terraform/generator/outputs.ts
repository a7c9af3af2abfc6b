// Parts of outputs.tf that every module has.
import type { Names } from './description';
import { attribute, block, raw, valueText, type Item, type Value } from './hcl-text';
import { referencesIn } from './references';
import type { Json } from './synthesized';

export const outputBlock = (name: string, description: string, value: Value): Item =>
  block('output', [name], [attribute('description', description), attribute('value', value)]);

/** The members of an object, as the module knows them. */
export function membersOf(names: Names, value: Json): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(value as Readonly<Record<string, Json>>).map(([key, member]) => [
      key,
      typeof member === 'string' ? referencesIn(names, member) : (member as Value),
    ]),
  );
}

/** Absent where no manifest is kept. */
export function manifestField(names: Names, value: Json): Value {
  return raw(`local.manifest_prefix == "" ? null : ${valueText(membersOf(names, value))}`);
}

/** Terraform has no optional members of values: those that are null are left out. */
export function withoutNulls(object: string): string {
  return `{\n  for name, value in ${indented(object)} : name => value if value != null\n}`;
}

export const indented = (text: string): string => text.replaceAll('\n', '\n  ');
