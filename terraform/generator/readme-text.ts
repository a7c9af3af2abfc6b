// Parts of the README of every module.
import { variables, type Inputs } from './variables';

const CODE = '`';
export const FENCE = CODE.repeat(3);
export const code = (text: string): string => CODE + text.replace(/\s*\n\s*/g, ' ') + CODE;
const cell = (text: string): string => text.replaceAll('|', '\\|');

export function inputsTable(inputs: Inputs): string {
  const rows = variables(inputs).map(({ name, type, description, defaultsTo }) =>
    [
      code(name),
      cell(code(type)),
      defaultsTo === undefined ? '**required**' : code(defaultsTo),
      cell(description),
    ].join(' | '),
  );
  return `name | type | default | meaning\n--- | --- | --- | ---\n${rows.join('\n')}`;
}
