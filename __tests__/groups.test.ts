// Which tests are `test:outside`: those that drive Terraform, another program or a browser, and no others.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';

const ROOT = path.resolve(__dirname, '..');
const PRAGMA = '/** @group outside */\n';

/** Another program than Node or a shell is started here, or a test says which programs it needs. */
const DRIVES =
  /\bdescribe(?:With|Unless)\(|from 'playwright-core'|\b(?:spawn|spawnSync|execFile|execFileSync)\(\s*(?!process\.execPath|'(?:ba)?sh')/;

/** Files that start programs, and make no test of theirs one of the outside. */
const NOT_COUNTED: Readonly<Record<string, string>> = {
  '__tests__/program/command-line.test.ts': 'starts the program itself by its name, and bash',
  '__tests__/runner/text/shell-command.test.ts': 'starts the shells that there are',
  '__tests__/e2e/setup.ts': 'starts what describeWith is told, and builds the program with Node',
  '__tests__/runner/patches/patch-syntax.ts':
    'has a text read by terraform fmt or bash -n, which takes some milliseconds',
};

const IMPORT = /(?:^|\n)\s*(?:import|export)\s+(?!type\b)[^'";]*?\bfrom\s*'(\.[^']+)'|\n\s*import\s*'(\.[^']+)'/g;

/** The files of the project that `file` imports, types aside. */
function importsOf(file: string): readonly string[] {
  const text = `\n${readFileSync(path.join(ROOT, file), 'utf8')}`;
  return [...text.matchAll(IMPORT)].flatMap(([, from, alone]) => {
    const to = path.posix.join(path.posix.dirname(file), from ?? alone ?? '');
    return [`${to}.ts`, `${to}/index.ts`].filter((name) => existsSync(path.join(ROOT, name))).slice(0, 1);
  });
}

/** The first file that drives a program, of those that `file` imports and `file` itself. */
function driver(file: string): string | undefined {
  const seen = new Set([file]);
  for (const one of seen) {
    if (one in NOT_COUNTED || !/^(?:__tests__|examples|docs)\//.test(one)) continue;
    if (DRIVES.test(readFileSync(path.join(ROOT, one), 'utf8'))) return one;
    for (const imported of importsOf(one)) seen.add(imported);
  }
  return undefined;
}

function testsIn(folder: string): readonly string[] {
  return readdirSync(path.join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = path.posix.join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : testsIn(name);
    return name.endsWith('.test.ts') && name !== '__tests__/groups.test.ts' ? [name] : [];
  });
}

describe('a test', () => {
  const tests = testsIn('__tests__');
  const outside = tests.filter((file) => readFileSync(path.join(ROOT, file), 'utf8').startsWith(PRAGMA));

  it('is outside when it, or what it imports, drives another program or a browser', () => {
    const drivers = tests.filter((file) => !outside.includes(file)).map((file) => [file, driver(file)] as const);
    expect(drivers.filter(([, through]) => through !== undefined)).toEqual([]);
  });

  it('is inside when it drives none', () => {
    expect(outside.filter((file) => driver(file) === undefined)).toEqual([]);
  });

  it.each(Object.entries(NOT_COUNTED))('is not outside for %s alone, which %s', (file) => {
    expect(readFileSync(path.join(ROOT, file), 'utf8')).toMatch(DRIVES);
  });
});
