// runner/library/options.ts, made of the flags: what the program can be told, the library can.
import { BACKFILL_COMMANDS } from '../../runner/cli/commands/backfill';
import { VERIFY_COMMANDS } from '../../runner/cli/commands/verify';
import { wordsOf, type Flag } from '../../runner/cli/flags/flag';
import { optionFlags, optionOf, type Verb } from '../../runner/library/given';

const COMMANDS = { ...BACKFILL_COMMANDS, ...VERIFY_COMMANDS };
const VERBS: readonly Verb[] = ['plan', 'run', 'verify'];

function flagOf(verb: Verb, name: string): Flag {
  const flag = COMMANDS[verb]?.flags[name];
  if (flag === undefined) throw new Error(`${verb} has no flag ${name}`);
  return flag;
}

function typeOf({ takes, choices = [], repeatable }: Flag): string {
  const one = { text: 'string', file: 'string', directory: 'string', number: 'number', nothing: 'boolean' };
  const type = takes === 'choice' ? choices.map((choice) => `'${choice}'`).join(' | ') : one[takes];
  if (repeatable !== true) return type;
  return takes === 'choice' ? `readonly (${type})[]` : `readonly ${type}[]`;
}

function usualOf(flag: Flag): string {
  const { usual } = wordsOf(flag);
  if (usual !== undefined) return `- ${usual}`;
  if (flag.default !== undefined) return typeof flag.default === 'string' ? `'${flag.default}'` : String(flag.default);
  return '- none is given';
}

/** As the program says it, where no text of a page stands in its way. */
function memberOf(name: string, flag: Flag): string {
  const meaning = wordsOf(flag).meaning.replace(/; repeatable$/, '');
  const text = `${meaning.charAt(0).toUpperCase()}${meaning.slice(1)}.`.replaceAll('*/', '*\u2044');
  return `/**\n * ${text}\n * @default ${usualOf(flag)}\n */\nreadonly ${optionOf(name)}?: ${typeOf(flag)};`;
}

function sameIn(verb: Verb, name: string, flag: Flag): boolean {
  return memberOf(name, flagOf(verb, name)) === memberOf(name, flag);
}

/** The text of the file, before it is formatted. */
export function libraryOptions(): string {
  const names = [...new Set(VERBS.flatMap(optionFlags))].sort();
  const first = (name: string): Flag => {
    const verb = VERBS.find((one) => optionFlags(one).includes(name)) ?? 'plan';
    return flagOf(verb, name);
  };
  const interfaces = VERBS.map((verb) => {
    const own = [...optionFlags(verb)].sort();
    const shared = own.filter((name) => sameIn(verb, name, first(name)));
    const others = own.filter((name) => !shared.includes(name));
    const picked = shared.map((name) => `'${optionOf(name)}'`).join(' | ');
    const members = others.map((name) => memberOf(name, flagOf(verb, name)));
    if (verb === 'run') members.push(PLAN);
    const title = `${verb.charAt(0).toUpperCase()}${verb.slice(1)}Options`;
    return `/** What \`${verb}\` is told. */\nexport interface ${title} extends LibraryOptions, Pick<EveryOption, ${picked}> {\n${members.join('\n')}\n}`;
  });
  return [
    '// Made by npm run docs of the flags of the program; docs/runner.md says more of each.',
    OWN,
    `/** Each is what the flag of its name is: \`pollSeconds\` is \`--poll-seconds\`. */\nexport interface EveryOption {\n${names.map((name) => memberOf(name, first(name))).join('\n')}\n}`,
    ...interfaces,
    '',
  ].join('\n\n');
}

const OWN = `/** What every call may be told beside what is copied. */
export interface LibraryOptions {
  /**
   * Stops watching when it aborts; jobs in AWS go on.
   * @default - nothing stops it but \`break\`
   */
  readonly signal?: AbortSignal;
  /**
   * Where files are that are named without a folder, and where Terraform's state is looked for.
   * @default - that of the process
   */
  readonly workingDirectory?: string;
}`;

const PLAN = `/**
 * File of a plan that \`plan\` has kept by \`out\`; it is run as it is, if the world is still the same.
 * @default - the options say what is copied
 */
readonly plan?: string;`;
