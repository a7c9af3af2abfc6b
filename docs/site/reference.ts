// The API of the package, made of the declarations that it exports and of their doc comments.
import path from 'node:path';
import ts from 'typescript';
import { PROJECT } from './pages';

export interface Reference {
  readonly title: string;
  readonly target: string;
  readonly text: () => string;
}

interface Described {
  readonly checker: ts.TypeChecker;
}

function tidy(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ').trim();
}

function code(text: string): string {
  const short = tidy(text);
  return short === '' ? '' : `\`${short.replaceAll('`', "'").replaceAll('|', '\\|')}\``;
}

/** Doc comments are text: nothing in them is markup but code. */
function words(text: string): string {
  return tidy(text)
    .replace(/\{@link ([^}]*)\}/g, '`$1`')
    .replaceAll('|', '\\|');
}

function commentOf(symbol: ts.Symbol, { checker }: Described): string {
  return words(ts.displayPartsToString(symbol.getDocumentationComment(checker)));
}

function defaultOf(symbol: ts.Symbol, { checker }: Described): string {
  const tag = symbol.getJsDocTags(checker).find(({ name }) => name === 'default');
  return tag === undefined ? '' : words(ts.displayPartsToString(tag.text).replace(/^- /, ''));
}

const FORMAT = ts.TypeFormatFlags.NoTruncation;
/** A longer type is told by its file. */
const LONGEST_TYPE = 300;

function typeOf(symbol: ts.Symbol, at: ts.Node, { checker }: Described): string {
  const text = checker.typeToString(checker.getTypeOfSymbolAtLocation(symbol, at), undefined, FORMAT);
  const own = text.replace(/import\("[^"]*"\)\./g, '');
  return own.length > LONGEST_TYPE ? `${own.slice(0, LONGEST_TYPE)}…` : own;
}

/** Of our own sources, and neither private nor of a library that is inherited from. */
function isTold(member: ts.Symbol): boolean {
  const [declared] = member.declarations ?? [];
  if (declared === undefined || declared.getSourceFile().fileName.includes('node_modules')) return false;
  const flags = ts.getCombinedModifierFlags(declared);
  return (flags & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected)) === 0 && !member.name.startsWith('__');
}

function membersOf(symbol: ts.Symbol, at: ts.Node, described: Described): readonly string[] {
  const { checker } = described;
  const type = checker.getDeclaredTypeOfSymbol(symbol);
  const members = checker.getPropertiesOfType(type).filter(isTold);
  if (members.length === 0) return [];
  const rows = members.map((member) => {
    const optional = (member.flags & ts.SymbolFlags.Optional) === 0 ? '' : '?';
    const usual = defaultOf(member, described);
    return `| ${code(`${member.name}${optional}`)} | ${code(typeOf(member, at, described))} | ${commentOf(member, described)}${usual === '' ? '' : ` Default: ${usual}`} |`;
  });
  return ['', '| member | type | what it is |', '| --- | --- | --- |', ...rows];
}

function kindOf({ flags }: ts.Symbol): string {
  if ((flags & ts.SymbolFlags.Class) !== 0) return 'class';
  if ((flags & ts.SymbolFlags.Function) !== 0) return 'function';
  if ((flags & ts.SymbolFlags.Interface) !== 0) return 'interface';
  return (flags & ts.SymbolFlags.TypeAlias) === 0 ? 'value' : 'type';
}

function told(exported: ts.Symbol, described: Described): readonly string[] {
  const { checker } = described;
  const symbol = (exported.flags & ts.SymbolFlags.Alias) === 0 ? exported : checker.getAliasedSymbol(exported);
  const [at] = symbol.declarations ?? [];
  if (at === undefined) return [];
  const kind = kindOf(symbol);
  const comment = commentOf(symbol, described);
  const has = kind === 'class' || kind === 'interface' ? membersOf(symbol, at, described) : [];
  const shown = kind === 'function' || kind === 'value' ? ['', code(typeOf(symbol, at, described))] : [];
  const alias =
    kind === 'type'
      ? [
          '',
          code(
            checker
              .typeToString(checker.getDeclaredTypeOfSymbol(symbol), undefined, ts.TypeFormatFlags.InTypeAlias)
              .slice(0, LONGEST_TYPE),
          ),
        ]
      : [];
  return ['', `## ${exported.name}`, '', `*${kind}* ${comment}`.trim(), ...shown, ...alias, ...has];
}

/** @param entry the file that exports it, from the root of the project */
function referenceOf(title: string, intro: string, entry: string): string {
  const file = path.join(PROJECT, entry);
  const { config } = ts.readConfigFile(path.join(PROJECT, 'tsconfig.json'), (name) => ts.sys.readFile(name)) as {
    config: unknown;
  };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, PROJECT);
  const program = ts.createProgram([file], { ...options, noEmit: true, incremental: false });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file);
  const module = source === undefined ? undefined : checker.getSymbolAtLocation(source);
  if (module === undefined) throw new Error(`${entry} exports nothing`);
  const all = [...checker.getExportsOfModule(module)].sort((one, other) => (one.name < other.name ? -1 : 1));
  return [`# ${title}`, '', intro, ...all.flatMap((one) => told(one, { checker })), ''].join('\n');
}

const FROM = 'Made of the declarations and their doc comments.';

export const REFERENCES: readonly Reference[] = [
  {
    title: 'API of the constructs',
    target: 'api/constructs.md',
    text: () => referenceOf('API of the constructs', `\`import … from 's3-backfill'\`. ${FROM}`, 'modules/index.ts'),
  },
  {
    title: 'API of the runner',
    target: 'api/runner.md',
    text: () =>
      referenceOf('API of the runner', `\`import … from 's3-backfill/runner'\`. ${FROM}`, 'runner/library.ts'),
  },
  {
    title: 'API of the handoff',
    target: 'api/handoff.md',
    text: () =>
      referenceOf('API of the handoff', `\`import … from 's3-backfill/handoff'\`. ${FROM}`, 'modules/handoff.ts'),
  },
];
