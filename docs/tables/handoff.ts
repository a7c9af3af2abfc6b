// The made sections of docs/handoff.md.
import { defaultOf } from './constructs';
import { declarationsIn, type Field } from './declarations';
import { code, table } from './markdown';
import type { Sections } from './marked-sections';

/** Every field of the handoff, with the path that leads to it: `destinations[].bucket`. */
export function handoffFields(): readonly Field[] {
  return declarationsIn('modules').allFieldsOf('Handoff');
}

export const HANDOFF_SECTIONS: Sections = {
  fields: () =>
    table(
      ['field', 'type', 'default', 'meaning'],
      handoffFields().map((field) => [code(field.name), typeOf(field), defaultOf(field), field.meaning]),
    ),
};

function typeOf({ name, type }: Field): string {
  if (name === 'version') return 'number';
  if (type === 'string') return 'text';
  if (type === 'string[]') return 'list of texts';
  if (/^Record<string, string>|^Readonly<Record/.test(type)) return 'names and texts';
  return type.startsWith("'")
    ? type
        .split(' | ')
        .map((value) => code(JSON.stringify(value.slice(1, -1))))
        .join(' or ')
    : type;
}
