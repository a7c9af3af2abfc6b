// Commands to paste, as every shell of POSIX reads them: sh, dash, bash, ksh and zsh.
import { isVisible } from './safe-text';

/** An equals sign at the beginning is a command's path to zsh. */
const PLAIN = /^[\w@%+:,./-][\w@%+=:,./-]*$/;
const FLAG = /^(--[a-z][a-z-]*=)(.*)$/s;

function singleQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** As printf and the quotes of a dollar sign read it, in which an exclamation mark means nothing to an interactive bash, either. */
function bytes(text: string): string {
  const octal = (character: string): string =>
    Array.from(Buffer.from(character), (byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
  return Array.from(text, (character, index) => {
    const isPlain = isVisible(character) && /[^\x21-\x7e]|[\w./,=@+]/u.test(character);
    return isPlain || (character === '-' && index > 0) ? character : octal(character);
  }).join('');
}

/**
 * One word. What nobody would see on a screen, or what a log would act on, is written byte by byte, and so is the beginning of an
 * expression in the file of a pipeline. It must not end with a line feed, which a shell would take away.
 */
function shellWord(text: string): string {
  const [, flag, value] = FLAG.exec(text) ?? [];
  if (flag !== undefined && value !== undefined) return `${flag}${shellWord(value)}`;
  if (!isVisible(text) || text.includes('{{')) return `"$(printf '${bytes(text)}')"`;
  return PLAIN.test(text) ? text : singleQuoted(text);
}

/** A command line, of which a shell makes these words again. */
export function shellCommand(words: readonly string[]): string {
  if (!words.some((word) => word.endsWith('\n'))) return words.map(shellWord).join(' ');
  return `eval "$(printf '${bytes(words.map(singleQuoted).join(' '))}')"`;
}

/** A flag with its value: joined where the value would be read as another flag. */
export function flagWords(flag: string, value: string): readonly string[] {
  // A dash alone is standard input.
  return value.startsWith('-') && value !== '-' ? [`${flag}=${value}`] : [flag, value];
}

/** Words that are no flags, whatever they begin with; nothing else may follow. */
export function placeWords(words: readonly string[]): readonly string[] {
  return words.some((word) => word.startsWith('-')) ? ['--', ...words] : words;
}

/** The AWS CLI reads a file, or asks a host, where a value begins so: in JSON it does not. */
const READ_FROM_ELSEWHERE = /^(?:fileb?|https?):\/\//;

/** `version-id` is VersionId. */
function inputName(flag: string): string {
  return flag.replace(/(?:^|-)([a-z])/g, (_all, letter: string) => letter.toUpperCase());
}

/**
 * Parameters of an operation for the AWS CLI, by the names of its flags, without dashes.
 * https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-parameters-file.html
 */
export function awsFlags(parameters: Readonly<Record<string, string>>): readonly string[] {
  const all = Object.entries(parameters);
  const isElsewhere = ([, value]: readonly [string, string]): boolean => READ_FROM_ELSEWHERE.test(value);
  const asJson = all.filter(isElsewhere).map(([name, value]) => [inputName(name), value]);
  return [
    ...all.filter((one) => !isElsewhere(one)).flatMap(([name, value]) => flagWords(`--${name}`, value)),
    ...(asJson.length === 0 ? [] : ['--cli-input-json', JSON.stringify(Object.fromEntries(asJson))]),
  ];
}

/**
 * A flag with its value, inside of a sentence: quoted, so that it is seen where the value ends. One that ends with a line feed is written
 * as bash, ksh and zsh read it.
 */
export function quotedFlag(flag: string, value: string): string {
  const isPlain = isVisible(value) && !value.includes('{{');
  const word = isPlain ? singleQuoted(value) : value.endsWith('\n') ? `$'${bytes(value)}'` : shellWord(value);
  return `${flag}${value.startsWith('-') ? '=' : ' '}${word}`;
}
