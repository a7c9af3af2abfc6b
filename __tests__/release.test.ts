/** @group outside */
// A release from beginning to end in a repository of its own: everything but what is pushed, with a registry on loopback that takes nothing.
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { makeFolder, PROJECT, removeFolder } from './e2e/setup';

const CHANGELOG = `# Changelog\n\n## 0.2.0 — unreleased\n\n- Something new.\n\n## 0.1.0 — 2026-11-30\n\n- The first.\n`;
const PUBLISHED = {
  repository: 'https://example.com/s3-backfill.git',
  homepage: 'https://example.com/s3-backfill',
  bugs: 'https://example.com/s3-backfill/issues',
};

interface Said {
  readonly exitCode: number | null;
  readonly said: string;
}

let folder: string;
let registry: Server;
const asked: string[] = [];
let env: Record<string, string>;

beforeAll(async () => {
  folder = makeFolder();
  registry = createServer(({ method = '', url = '' }, response) => {
    asked.push(`${method} ${url}`);
    response.writeHead(404, { 'content-type': 'application/json' }).end('{"error":"not found"}');
  }).listen(0, '127.0.0.1');
  await once(registry, 'listening');
  const address = `http://127.0.0.1:${(registry.address() as AddressInfo).port}/`;
  env = {
    PATH: process.env['PATH'] ?? '',
    HOME: folder,
    npm_config_registry: address,
    npm_config_update_notifier: 'false',
    npm_config_fetch_retries: '0',
    ...Object.fromEntries(
      ['AUTHOR', 'COMMITTER'].flatMap((who) => [
        [`GIT_${who}_NAME`, 'a'],
        [`GIT_${who}_EMAIL`, 'a@example.com'],
      ]),
    ),
  };
});
afterAll(() => {
  registry.close();
  removeFolder(folder);
});

/** A project with one file of a build, and nothing that a registry would be asked for. */
function projectOf(
  name: string,
  fields: object,
): { step: (...words: string[]) => Promise<Said>; git: (...words: string[]) => string; at: string } {
  const at = path.join(folder, name);
  mkdirSync(path.join(at, 'dist'), { recursive: true });
  copyFileSync(path.join(PROJECT, 'release.mjs'), path.join(at, 'release.mjs'));
  const manifest = { name: 's3-backfill', version: '0.1.0', license: 'Apache-2.0', files: ['dist'], ...fields };
  writeFileSync(path.join(at, 'package.json'), JSON.stringify(manifest, undefined, 2));
  const lock = {
    name: 's3-backfill',
    version: '0.1.0',
    lockfileVersion: 3,
    requires: true,
    packages: { '': { name: 's3-backfill', version: '0.1.0', license: 'Apache-2.0' } },
  };
  writeFileSync(path.join(at, 'package-lock.json'), JSON.stringify(lock, undefined, 2));
  writeFileSync(path.join(at, 'CHANGELOG.md'), CHANGELOG);
  writeFileSync(path.join(at, '.gitignore'), 'dist/\nassets/\n');
  writeFileSync(path.join(at, 'dist', 'action.js'), '// built\n');
  const git = (...words: string[]): string => execFileSync('git', words, { cwd: at, env, encoding: 'utf8' }).trim();
  git('init', '--quiet', '--initial-branch=main');
  git('add', '.');
  git('commit', '--quiet', '--message', 'all');
  const step = (...words: string[]): Promise<Said> =>
    new Promise((resolve, reject) => {
      const child = spawn(process.execPath, ['release.mjs', ...words], {
        cwd: at,
        env,
        signal: AbortSignal.timeout(50_000),
      });
      let said = '';
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
      child.on('error', reject);
      child.on('close', (exitCode) => resolve({ exitCode, said }));
    });
  return { step, git, at };
}

describe('a release', () => {
  it('goes from the version to a tarball that npm would take, its SBOM, its notes and the tag of the action; no request changes anything', async () => {
    const { step, git, at } = projectOf('whole', PUBLISHED);
    expect(await step('check', '0.2.0')).toEqual({ exitCode: 0, said: '' });
    expect(await step('prepare', '0.2.0')).toMatchObject({ exitCode: 0 });
    expect(git('log', '-1', '--format=%s %D')).toContain('Release 0.2.0');
    expect(git('status', '--porcelain')).toBe('');
    expect(git('show', 'v0.2.0:CHANGELOG.md')).toMatch(/^## 0\.2\.0 — \d{4}-\d{2}-\d{2}$/m);
    expect(JSON.parse(git('show', 'v0.2.0:package-lock.json'))).toMatchObject({ version: '0.2.0' });

    expect(await step('assets', 'assets')).toMatchObject({ exitCode: 0 });
    const [sbom, tarball] = ['s3-backfill-0.2.0.cdx.json', 's3-backfill-0.2.0.tgz'];
    expect(readdirSync(path.join(at, 'assets')).sort()).toEqual(['SHA256SUMS', 'notes.md', sbom, tarball]);
    expect(readFileSync(path.join(at, 'assets', 'notes.md'), 'utf8')).toBe('- Something new.\n');
    expect(JSON.parse(readFileSync(path.join(at, 'assets', sbom), 'utf8'))).toMatchObject({
      bomFormat: 'CycloneDX',
      metadata: { component: { version: '0.2.0' } },
    });
    const sums = readFileSync(path.join(at, 'assets', 'SHA256SUMS'), 'utf8')
      .trimEnd()
      .split('\n');
    for (const line of sums) {
      const [sum, file = ''] = line.split('  ');
      expect(
        createHash('sha256')
          .update(readFileSync(path.join(at, 'assets', file)))
          .digest('hex'),
      ).toBe(sum);
    }
    expect(sums).toHaveLength(2);

    const published = await step('publish', 'assets', '--dry-run');
    expect(published).toMatchObject({ exitCode: 0, said: expect.stringContaining('s3-backfill@0.2.0') });
    expect(asked.filter((request) => !request.startsWith('GET /s3-backfill'))).toEqual([]);

    expect(await step('action-tag')).toEqual({ exitCode: 0, said: 'v0.2\n' });
    expect(git('show', 'v0.2:dist/action.js')).toBe('// built');
    expect(git('rev-parse', 'v0.2^')).toBe(git('rev-parse', 'v0.2.0^{commit}'));
    expect(git('ls-files', 'dist')).toBe('');
  }, 60_000);

  it('is refused with everything that stands against it', async () => {
    const { step, git, at } = projectOf('refused', {});
    writeFileSync(path.join(at, 'left.txt'), 'x');
    git('tag', 'v0.3.0');
    const said = await step('prepare', '0.3.0');
    expect(said.exitCode).toBe(1);
    for (const part of [
      'no repository, homepage, bugs',
      'nothing of 0.3.0',
      'the tag v0.3.0 is there',
      'no commit has',
      '?? left.txt',
    ])
      expect(said.said).toContain(part);
    expect((await step('publish', 'assets', '--dry-run')).said).toContain('no repository, homepage, bugs');
    expect((await step('check', '0.1.0')).said).toContain('has a date for 0.1.0 already');
    expect((await step('check', '1')).said).toContain("'1' is no version");
    expect((await step('anything')).said).toContain('one of check, prepare, assets, publish, action-tag is allowed');
  }, 60_000);

  it('is not possible from this repository before it is published somewhere', () => {
    const manifest = JSON.parse(readFileSync(path.join(PROJECT, 'package.json'), 'utf8')) as Readonly<
      Record<string, unknown>
    >;
    const names = Object.keys(PUBLISHED).filter((name) => name in manifest);
    expect([0, Object.keys(PUBLISHED).length]).toContain(names.length);
  });
});

describe('a workflow of the forge', () => {
  const workflows = readdirSync(path.join(PROJECT, '.github', 'workflows'));
  interface Job {
    readonly steps: readonly { readonly run?: string; readonly uses?: string }[];
  }

  it.each(workflows)(
    '%s is YAML with steps, none of which has an input in its command, and names actions by their commit',
    (name) => {
      const { jobs } = parse(readFileSync(path.join(PROJECT, '.github', 'workflows', name), 'utf8')) as {
        jobs: Record<string, Job>;
      };
      const steps = Object.values(jobs).flatMap((job) => job.steps);
      expect(steps.length).toBeGreaterThan(3);
      expect(steps.filter(({ run = '' }) => run.includes('${{'))).toEqual([]);
      expect(steps.flatMap(({ uses = [] }) => uses).filter((uses) => !/@[0-9a-f]{40}$/.test(uses))).toEqual([]);
    },
  );

  it('calls steps of release.mjs that there are, and scripts that there are', () => {
    const text = workflows
      .map((name) => readFileSync(path.join(PROJECT, '.github', 'workflows', name), 'utf8'))
      .join('\n');
    const { scripts } = JSON.parse(readFileSync(path.join(PROJECT, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const named = [...text.matchAll(/npm (?:run )?(test(?![\w:])|(?<=run )[\w:-]+)/g)].map(([, script = '']) => script);
    expect(named.length).toBeGreaterThan(4);
    expect(named.filter((script) => !(script in scripts))).toEqual([]);
    const steps = [...text.matchAll(/node release\.mjs ([\w-]+)/g)].map(([, step]) => step);
    expect(new Set(steps)).toEqual(new Set(['check', 'prepare', 'assets', 'publish', 'action-tag']));
  });
});
