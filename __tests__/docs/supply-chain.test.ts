// What a page shows fetches nothing by a name alone: not the package, which nobody has registered yet, nor what a pipeline runs with credentials.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import { blocksIn, ROOT, textOf } from './page';

const NAMES = [
  'README.md',
  'terraform/backfill/README.md',
  'terraform/batch-copy/README.md',
  'terraform/datasync-copy/README.md',
  'terraform/inventory-copy/README.md',
  'terraform/detached-run/README.md',
  'terraform/pipeline-role/README.md',
  'terraform/athena-evidence/README.md',
  ...readdirSync(path.join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

const PIPELINES = path.join('examples', 'pipelines');
const RECIPES = readdirSync(path.join(ROOT, PIPELINES), { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.[a-z]+$|Jenkinsfile$/.test(name))
  .map((name) => textOf(path.join(PIPELINES, name)));

function linesOf(languages: readonly string[]): readonly string[] {
  return NAMES.flatMap((name) => {
    const page = textOf(name);
    return languages.flatMap((language) => blocksIn(page, language)).flatMap((block) => block.split('\n'));
  });
}

function linesWith(part: RegExp): readonly string[] {
  const found = [...linesOf(['sh', 'yaml']), ...RECIPES.flatMap((text) => text.split('\n'))].filter((line) =>
    part.test(line),
  );
  expect(found.length).toBeGreaterThan(0);
  return found;
}

it('runs the program as it is installed, and never fetches it by its name', () => {
  expect(linesWith(/^[^#]*\bnpx\b.* s3-backfill\b/).filter((line) => !/\bnpx --no s3-backfill /.test(line))).toEqual(
    [],
  );
});

it('installs the package from a file, in an exact version, which the lock file holds by its hash', () => {
  const installing = linesWith(/\bnpm (?:install|i)\b/);
  expect(installing.filter((line) => !/--save-exact \.\/s3-backfill-[\d.]+\.tgz/.test(line))).toEqual([]);
});

it('names actions by their commit, and images by their digest', () => {
  const named = /uses: (?:[\w/-]+@[0-9a-f]{40} # v[\d.]+|\.\/node_modules\/s3-backfill)$/;
  expect(linesWith(/\buses:/).filter((line) => !named.test(line))).toEqual([]);
  expect(linesWith(/^\s*image:/).filter((line) => !/image: \S+@sha256:/.test(line))).toEqual([]);
});

it('installs by lock file before it runs with credentials', () => {
  const pipelines = RECIPES.filter((text) => /npm ci/.test(text) && /s3-backfill run\b/.test(text));
  expect(pipelines.length).toBeGreaterThan(1);
  for (const pipeline of pipelines) expect(pipeline).toMatch(/npm ci --ignore-scripts[\s\S]*npx --no s3-backfill run/);
});

it('is itself built from packages of the registry that npm is set to, each by its SHA-512', () => {
  const { packages } = JSON.parse(textOf('package-lock.json')) as {
    readonly packages: Readonly<
      Record<string, Readonly<{ resolved?: string; integrity?: string; inBundle?: boolean }>>
    >;
  };
  const all = Object.entries(packages).filter(([name, { inBundle }]) => name !== '' && inBundle !== true);
  expect(all.length).toBeGreaterThan(100);
  const loose = all.filter(
    ([, { resolved, integrity }]) => resolved !== undefined || integrity?.startsWith('sha512-') !== true,
  );
  expect(loose.map(([name]) => name)).toEqual([]);
});
