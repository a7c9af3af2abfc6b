// What holds for every reference page: its tables are those of the code, its links and commands work.
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { anchorOf } from '../../docs/installed-page';
import { withSections } from '../../docs/tables/marked-sections';
import { PAGES } from '../../docs/tables/pages';
import { COMMANDS } from '../../runner/cli/cli';
import { blocksIn, ROOT, rowsIn, textOf } from './page';

const NAMES = Object.keys(PAGES);

function pagesBelow(folder: string, inside = ''): readonly string[] {
  return readdirSync(path.join(ROOT, folder))
    .map((name) => path.posix.join(folder, name, inside))
    .filter((name) => name.endsWith('.md') && existsSync(path.join(ROOT, name)));
}

/** Pages with made tables, and all others that people read. */
const WRITTEN = [
  'README.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  ...pagesBelow('docs'),
  ...pagesBelow('docs/decisions'),
  ...pagesBelow('terraform', 'README.md'),
];

function anchorsOf(page: string): readonly string[] {
  return [...page.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => anchorOf(heading));
}

function brokenLinks(file: string): readonly string[] {
  const links = [...textOf(file).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)];
  return links.flatMap(([, to = '', anchor]) => {
    const target = to === '' ? file : path.posix.join(path.posix.dirname(file), to);
    if (!existsSync(path.join(ROOT, target))) return [target];
    if (anchor === undefined || anchorsOf(textOf(target)).includes(anchor)) return [];
    return [`${target}#${anchor}`];
  });
}

/** Command lines of s3-backfill in the fenced blocks, without their comments and pipes. */
function commandsIn(page: string): readonly string[] {
  return ['sh', 'yaml']
    .flatMap((language) => blocksIn(page, language))
    .flatMap((block) => block.split('\n'))
    .flatMap((line) => /(?:^|npx --no |\| )s3-backfill ([a-z].*)$/.exec(line.replace(/^\s*#.*| +#.*$/, ''))?.[1] ?? [])
    .map((command) => command.replace(/ [|>&;].*$/, ''));
}

function unknownIn(command: string): readonly string[] {
  const [verb = '', ...words] = command.split(' ');
  const flags = COMMANDS[verb]?.flags;
  if (flags === undefined) return [verb];
  const known = [...Object.keys(flags), ...Object.keys(flags).map((name) => `no-${name}`)];
  return words.filter((word) => word.startsWith('--') && !known.includes(word.slice(2)));
}

describe.each(NAMES)('%s', (name) => {
  const page = textOf(name);

  it('has the tables of the code; npm run docs makes them anew', () => {
    expect(withSections(page, PAGES[name] ?? {})).toBe(page);
  });

  it('says something in every cell of them, examples of objects aside', () => {
    const empty = rowsIn(page).filter((cells) => cells.slice(0, 4).some((cell) => cell.trim() === ''));
    expect(empty).toEqual([]);
  });

  it('names no place of one machine', () => {
    expect(page).not.toMatch(/\/(work|home|root|tmp|Users)\//);
  });
});

describe.each(WRITTEN)('%s', (name) => {
  it('links to pages and headings that exist', () => {
    expect(brokenLinks(name)).toEqual([]);
  });

  it('shows commands that the program takes', () => {
    expect(commandsIn(textOf(name)).flatMap(unknownIn)).toEqual([]);
  });
});

it('shows commands somewhere, so that the test of them sees some', () => {
  expect(NAMES.flatMap((name) => commandsIn(textOf(name))).length).toBeGreaterThan(10);
});
