// Flags that messages name, to whoever reads them: a remedy that is refused when it is pasted is none. Every text of the folders whose words
// a method says is read, and each flag in it is heeded by that method, or goes with the verb or the method that heeds it.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';
import { VERBS } from '../../../../runner/cli/cli';
import { refuseUnheeded } from '../../../../runner/cli/copies/refused-flags';
import { METHODS, type MethodName } from '../../../../runner/methods/registry';

const RUNNER = path.join(__dirname, '../../../../runner');
const ALL = Object.keys(METHODS) as readonly MethodName[];
const COPIES = ALL.filter((name) => name !== 'batch-replication');

/** Whose words these are; the longest beginning counts. */
const SPEAKERS: Readonly<Record<string, readonly MethodName[]>> = {
  'checks/copy/': COPIES,
  'checks/datasync/': ['datasync'],
  'checks/inventory/': ['inventory'],
  'evidence/newest-inventory.ts': ['inventory'],
  'methods/batch-copy/': ['batch-copy'],
  'methods/batch-jobs/': ['batch-replication', 'batch-copy'],
  'methods/batch-replication/': ['batch-replication'],
  'methods/copy/': ['copy'],
  'methods/copy/engine/': COPIES,
  'methods/copy/failed-copy.ts': COPIES,
  'methods/copy/journal/': ['copy', 'rclone', 'aws-cli'],
  'methods/copy/losses.ts': ['copy', 'batch-copy'],
  'methods/copy/plan-copies.ts': COPIES.filter((name) => name !== 'inventory'),
  'methods/copy/prove.ts': COPIES,
  'methods/copy/survey/': COPIES,
  'methods/datasync/': ['datasync'],
  'methods/driven/': ['rclone', 'aws-cli'],
  'methods/driven/aws-cli/': ['aws-cli'],
  'methods/driven/rclone/': ['rclone'],
  'methods/inventory/': ['inventory'],
  'methods/unheeded-by-copies.ts': COPIES,
  'renderers/estimate-words.ts': ALL,
  'routes/': ['batch-replication', 'batch-copy', 'copy'],
  'verify/copies/': COPIES,
};

/**
 * Said only where that flag was given, or one that no other method heeds: `--all-versions` and `--delete` are of `copy` alone. Behind a colon
 * stands what such a text says. @see the reason beside each
 */
const GIVEN: Readonly<Record<string, readonly string[]>> = {
  'checks/copy/copy-acls.ts': ['keep'],
  'checks/copy/copy-cautions.ts': ['delete'],
  'checks/copy/copy-keys.ts': ['destination-kms-key'],
  // Flags of the command that prints a policy.
  'checks/copy/copy-listing.ts': ['destination-bucket', 'destination-prefix'],
  'checks/copy/copy-versioning.ts': ['all-versions'],
  // Functions have a cause of their own for a storage class.
  'methods/copy/engine/causes.ts': ['keep: leave out --keep acl', 'destination-storage-class'],
  // Other methods name the command in front.
  'methods/copy/losses.ts': ['keep'],
  'methods/copy/plan-copies.ts': [
    ...['all-versions: and --all-versions do not go', 'suffix: filter by keys', 'substring: filter by keys'],
    ...[
      'match: filter by keys',
      'created-after',
      'created-before',
      'larger-than',
      'smaller-than',
      'storage-class',
      'tag',
    ],
  ],
  // Words for the program that is driven.
  'methods/driven/aws-cli/command.ts': ['storage-class'],
  'renderers/estimate-words.ts': ['overwrite: of keys that have other versions'],
  'verify/copies/copy-reasons.ts': ['overwrite: puts all versions of the source'],
};

interface Named {
  readonly file: string;
  readonly flag: string;
  readonly text: string;
  /** What stands before it. */
  readonly before: string;
}

function sourcesIn(folder: string): readonly string[] {
  return readdirSync(path.join(RUNNER, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = `${folder}${entry.name}`;
    return entry.isDirectory() ? sourcesIn(`${name}/`) : name.endsWith('.ts') ? [name] : [];
  });
}

function textOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return undefined;
  return node.head.text + node.templateSpans.map(({ literal }) => `…${literal.text}`).join('');
}

const KNOWN = new Set(Object.values(VERBS).flatMap(({ flags }) => Object.keys(flags)));

function textsIn(file: string): readonly string[] {
  const source = ts.createSourceFile(file, readFileSync(path.join(RUNNER, file), 'utf8'), ts.ScriptTarget.Latest, true);
  const all: string[] = [];
  const visit = (node: ts.Node): void => {
    const text = textOf(node);
    if (text?.includes('--') === true) all.push(text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return all;
}

function namedIn(file: string): readonly Named[] {
  const all: Named[] = [];
  for (const text of textsIn(file))
    for (const { 1: name = '', index } of text.matchAll(/(?<![\w-])--(?:no-)?([a-z][a-z-]*[a-z])/g))
      if (KNOWN.has(name)) all.push({ file, flag: name, text, before: text.slice(0, index) });
  return all;
}

/** Flags of commands that are named with their verb, which that verb has not. */
function unknownToVerbs(file: string): readonly string[] {
  return textsIn(file).flatMap((text) =>
    [...text.matchAll(/s3-backfill ([a-z]+)((?: (?!and |or |which )[^\s;,()`]+)*)/g)].flatMap(
      ([command, verb = '', rest = '']) => {
        const flags = [...rest.matchAll(/(?:^|\s)--(?:no-)?([a-z][a-z-]*[a-z])/g)].map(([, flag = '']) => flag);
        const known = VERBS[verb]?.flags;
        return flags
          .filter((flag) => known !== undefined && !Object.hasOwn(known, flag))
          .map((flag) => `${file}: --${flag} of "${command}"`);
      },
    ),
  );
}

function heeds(flag: string, method: string): boolean {
  try {
    refuseUnheeded({ [flag]: flag === 'job-tags' ? false : 'x', method });
    return true;
  } catch {
    return false;
  }
}

function speakersOf(file: string): readonly MethodName[] {
  const [longest] = Object.keys(SPEAKERS)
    .filter((beginning) => file.startsWith(beginning))
    .sort((a, b) => b.length - a.length);
  return SPEAKERS[longest ?? ''] ?? [];
}

/** The verb, or the method, that stands beside it in the same clause. */
function goesWith({ before, text }: Named): string | undefined {
  if (/(?:^|[^\w-])copy (?:--[\w-]+(?: [^\s;,.-][^\s;,.]*)? )*$/.test(before)) return 'copy';
  return /--method ([a-z-]+)/.exec(text)?.[1];
}

function isOfAnother({ before }: Named): boolean {
  return /\baws [a-z0-9]+ [^;,)]*$/.test(before);
}

function isWrong(named: Named): boolean {
  const { file, flag, text } = named;
  const speakers = speakersOf(file);
  if (isOfAnother(named) || speakers.every((method) => heeds(flag, method))) return false;
  const other = goesWith(named);
  if (other !== undefined && heeds(flag, other) && Object.hasOwn(VERBS[other]?.flags ?? { [flag]: true }, flag))
    return false;
  return !(GIVEN[file] ?? []).some((one) => {
    const [name, says = ''] = one.split(': ');
    return name === flag && text.includes(says);
  });
}

const SOURCES = [
  ...new Set(
    Object.keys(SPEAKERS).flatMap((beginning) => (beginning.endsWith('/') ? sourcesIn(beginning) : [beginning])),
  ),
];

describe('a flag that a message names', () => {
  const named = SOURCES.flatMap(namedIn);

  it('is heeded by whoever says it, or goes with the verb or the method that heeds it', () => {
    expect(named.length).toBeGreaterThan(150);
    expect(named.filter(isWrong).map(({ file, flag, text }) => `${file}: --${flag}: ${text}`)).toEqual([]);
  });

  it('is one of the verb that it is named with', () => {
    expect(sourcesIn('').flatMap(unknownToVerbs)).toEqual([]);
  });

  it('is looked for in every folder of a method', () => {
    const folders = readdirSync(path.join(RUNNER, 'methods'), { withFileTypes: true }).filter((one) =>
      one.isDirectory(),
    );
    for (const { name } of folders) expect(Object.keys(SPEAKERS)).toContain(`methods/${name}/`);
  });

  it.each([
    ['methods/inventory/x.ts', 'overwrite', 'copy them again with --overwrite always', true],
    ['methods/inventory/x.ts', 'overwrite', 's3-backfill copy --overwrite always copies them', false],
    ['methods/inventory/x.ts', 'delete', 'nothing is deleted; --method copy --delete does it', false],
    ['methods/inventory/x.ts', 'overwrite', '--method inventory --overwrite always', true],
    ['methods/driven/rclone/x.ts', 'restored', 'run again with --restored', true],
    ['verify/copies/x.ts', 'overwrite', 'copy those objects again (--overwrite always)', true],
    ['verify/copies/x.ts', 'keep', 'set it (aws s3api put-object --keep)', false],
  ])('would be found in %s: --%s of "%s"', (file, flag, text, wrong) => {
    expect(isWrong({ file, flag, text, before: text.slice(0, text.indexOf(`--${flag}`)) })).toBe(wrong);
  });
});
