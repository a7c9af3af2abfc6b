// What a pipeline step gets from `npx s3-backfill`: a few files that need nothing installed beside them.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runCommand } from '../examples/demo/command';
import { buildRunner, makeFolder, PROJECT, removeFolder } from './e2e/setup';

interface Manifest {
  readonly bin: Record<string, string>;
  readonly dependencies: Record<string, string>;
  readonly devDependencies: Record<string, string>;
  readonly peerDependencies: Record<string, string>;
  readonly peerDependenciesMeta: Record<string, { optional: boolean }>;
}

const MANIFEST = JSON.parse(readFileSync(path.join(PROJECT, 'package.json'), 'utf8')) as Manifest;
const CONSTRUCT_PACKAGES = ['@cdktf/provider-aws', 'cdktf', 'constructs'];

describe('the package', () => {
  let folder: string;
  let runner: string;

  beforeAll(() => {
    folder = makeFolder();
    runner = buildRunner(folder);
  });
  afterAll(() => removeFolder(folder));

  it('runs from a folder where nothing is installed', async () => {
    const said = await runCommand(process.execPath, [runner, '--help'], { cwd: folder, env: {} });
    expect(said).toMatchObject({ exitCode: 0, stderr: '' });
    expect(said.stdout).toContain('s3-backfill run');
  });

  it('reads little to print its help: neither the AWS SDK nor zod', async () => {
    const probe = path.join(folder, 'probe.cjs');
    writeFileSync(
      probe,
      `process.on('exit', () => {
        const files = Object.keys(require.cache).filter((file) => file !== __filename);
        process.stderr.write(String(files.reduce((sum, file) => sum + require('node:fs').statSync(file).size, 0)));
      });`,
    );
    const said = await runCommand(process.execPath, ['--require', probe, runner, '--help'], { cwd: folder, env: {} });
    expect(said.exitCode).toBe(0);
    expect(Number(said.stderr)).toBeGreaterThan(0);
    expect(Number(said.stderr)).toBeLessThan(400_000);
  });

  it("holds no cdktf: the runner's files load only each other and Node's own modules", () => {
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.js'));
    const text = files.map((name) => readFileSync(path.join(folder, name), 'utf8')).join('\n');
    const required = [...text.matchAll(/\b(?:__)?require\("([^"]+)"\)/g)].map((match) => match[1] ?? '');
    expect(required).toEqual(expect.arrayContaining(['node:http']));
    const loaded = required.filter((name) => !/^\.\.?\/[\w/-]+\.js$/.test(name));
    // The SDK names this one in an error message, as what people may install beside it.
    const builtin = new Set(['@aws-sdk/signature-v4-crt', ...process.getBuiltinModule('module').builtinModules]);
    const foreign = loaded.filter((name) => !builtin.has(name.replace(/^node:/, '')));
    expect(foreign).toEqual([]);
  });

  it('leaves the construct packages to those who use the constructs', () => {
    expect(Object.keys(MANIFEST.peerDependencies).sort()).toEqual(CONSTRUCT_PACKAGES);
    for (const name of CONSTRUCT_PACKAGES) {
      expect(MANIFEST.peerDependenciesMeta[name]).toEqual({ optional: true });
      expect(MANIFEST.dependencies).not.toHaveProperty(name);
    }
  });

  it('takes cdktn, which goes on with cdktf, under the name of cdktf', () => {
    expect(MANIFEST.peerDependencies['cdktf']?.split(' || ')).toContain(MANIFEST.devDependencies['cdktn']);
  });

  it('ships the program, the constructs and the settings schema, and no test', () => {
    const listing = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
      cwd: PROJECT,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [tarball] = JSON.parse(listing) as { files: { path: string }[] }[];
    const files = (tarball?.files ?? []).map((file) => file.path);
    expect(files).toEqual(
      expect.arrayContaining([MANIFEST.bin['s3-backfill'], 'dist/modules/index.js', 'dist/modules/index.d.ts']),
    );
    expect(files).toContain('schemas/settings.schema.json');
    expect(files).toContain('schemas/events.schema.json');
    expect(files.filter((file) => /__tests__|emulator\/|\.test\./.test(file))).toEqual([]);
  });
});
