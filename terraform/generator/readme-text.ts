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

/** Where people find it, since a module holds no copy of it. @param of - what it is made of */
export function archiveText(archive: string, of: string): string {
  const file = `dist/lambdas/${archive}`;
  return `The module holds no copy of it: ${code('archive_path')} says where it is. It is in the package as ${code(file)}:

- where the package is installed: ${code(`node_modules/s3-backfill/${file}`)};
- in the file that ${code('npm pack')} writes: ${code(`package/${file}`)}, which ${code(`tar -xzf s3-backfill-*.tgz package/${file}`)} takes out of it;
- in a clone: ${code(file)}, made by ${code('npm run build')}.

Take module and archive of one version. Another archive makes Terraform update ${of}. ${code('nodejs24.x')} needs a provider that knows it: 5.100 does not.`;
}
