// Where the project is published is said in package.json alone, and the files for the forge ask for what an answer needs.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import { ROOT, textOf } from './page';

const FOLDERS = [
  'action',
  'runner',
  'modules',
  'lambdas',
  'emulator',
  'docs',
  'terraform',
  'schemas',
  '.github',
  'examples',
];

it('names no address of its own: package.json will have them', () => {
  const files = FOLDERS.flatMap((folder) =>
    readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8', withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(ROOT, path.join(entry.parentPath, entry.name))),
  );
  const texts = [...files, 'README.md', 'SECURITY.md', 'CONTRIBUTING.md', 'CHANGELOG.md'];
  const own =
    /(?:github|gitlab)\.com[/:][\w-]+\/s3-backfill|npmjs\.com\/package\/s3-backfill|registry\.npmjs\.org\/s3-backfill/;
  expect(texts.length).toBeGreaterThan(500);
  expect(texts.filter((file) => own.test(textOf(file)))).toEqual([]);
});

it('asks in its form for a fault for the version and for --output json', () => {
  const form = textOf('.github/ISSUE_TEMPLATE/bug.yml');
  expect(form).toContain('s3-backfill version');
  expect(form).toContain('--output json');
});

it('says in docs/releases.md what a version promises of everything that package.json exports', () => {
  const { exports } = JSON.parse(textOf('package.json')) as { exports: Readonly<Record<string, unknown>> };
  const page = textOf('docs/releases.md');
  const names = Object.keys(exports).map((name) => name.replace(/^\./, 's3-backfill'));
  const unsaid = names.filter((name) => !page.includes(`\`${name}\``));
  // The app is what the settings file says; the rest are data.
  expect(unsaid.sort()).toEqual(['s3-backfill/app', 's3-backfill/package.json', 's3-backfill/schemas/*']);
});
