/** @group outside */
// What a pipeline step gets from `npx s3-backfill`: a few files that need nothing installed beside them.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readArchive } from '../emulator/lambda/zip';
import { runCommand } from '../examples/demo/command';
import { namedPages } from './docs/named-pages';
import { buildRunner, makeFolder, PROJECT, removeFolder } from './e2e/setup';

interface Manifest {
  readonly bin: Record<string, string>;
  readonly dependencies?: Record<string, string>;
  readonly devDependencies: Record<string, string>;
  readonly peerDependencies: Record<string, string>;
  readonly peerDependenciesMeta: Record<string, { optional: boolean }>;
}

const MANIFEST = JSON.parse(readFileSync(path.join(PROJECT, 'package.json'), 'utf8')) as Manifest;
const CONSTRUCT_PACKAGES = ['@cdktf/provider-aws', 'cdktf', 'constructs'];
/** Loaded when it is asked for, if somebody has installed it. */
const DUCKDB = '@duckdb/node-api';

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
    expect(said.stdout).toContain('s3-backfill run [plan]  ');
  });

  it('reads little to print its help: neither the AWS SDK nor zod', async () => {
    const probe = path.join(folder, 'probe.cjs');
    writeFileSync(
      probe,
      `process.on('exit', () => {
        const files = Object.keys(require.cache).filter((file) => file !== __filename);
        process.stderr.write(files.join('\\n'));
      });`,
    );
    const said = await runCommand(process.execPath, ['--require', probe, runner, '--help'], { cwd: folder, env: {} });
    expect(said.exitCode).toBe(0);
    const read = said.stderr.split('\n').map((file) => readFileSync(file, 'utf8'));
    const everything = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.js'))
      .map((name) => readFileSync(path.join(folder, name), 'utf8'));
    const heavy = (text: string) => /smithy\.|ZodError/.test(text);
    expect(everything.filter(heavy).length).toBeGreaterThan(2);
    expect(read.filter(heavy)).toEqual([]);
    const size = (texts: readonly string[]) => texts.reduce((sum, text) => sum + text.length, 0);
    expect(size(read)).toBeLessThan(size(everything) / 8);
  });

  it("holds no cdktf: the runner's files load only each other and Node's own modules", () => {
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.js'));
    const text = files.map((name) => readFileSync(path.join(folder, name), 'utf8')).join('\n');
    const required = [...text.matchAll(/\b(?:__)?require\("([^"]+)"\)/g)].map((match) => match[1] ?? '');
    expect(required).toEqual(expect.arrayContaining(['node:http']));
    const loaded = required.filter((name) => !/^\.\.?\/[\w/-]+\.js$/.test(name));
    // The SDK names this one in an error message, as what people may install beside it.
    const builtin = new Set([
      '@aws-sdk/signature-v4-crt',
      DUCKDB,
      ...process.getBuiltinModule('module').builtinModules,
    ]);
    const foreign = loaded.filter((name) => !builtin.has(name.replace(/^node:/, '')));
    expect(foreign).toEqual([]);
  });

  it('has every file that another of its files loads, now or later', () => {
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.js'));
    const loaded = files.flatMap((name) =>
      [...readFileSync(path.join(folder, name), 'utf8').matchAll(/\brequire\("(\.[^"]+)"\)/g)].map(([, to = '']) =>
        path.join(path.dirname(name), to),
      ),
    );
    expect(loaded.length).toBeGreaterThan(100);
    expect([...new Set(loaded)].filter((name) => !files.includes(name))).toEqual([]);
  });

  it('names in its licences every package whose code it holds, and no other', () => {
    const text = readFileSync(path.join(folder, 'THIRD_PARTY_LICENSES.txt'), 'utf8');
    const named = [...text.matchAll(/^-{80}\n(\S+) \S+\nLicense: \S+\n/gm)].map((match) => match[1] ?? '');
    expect(named).toEqual(expect.arrayContaining(['@aws-sdk/client-s3-control', 'csv-parse', 'zod']));
    expect(named).toEqual([...new Set(bundledPackages(path.join(folder, 'again')))].sort());
  });

  it('leaves the construct packages to those who use the constructs, and DuckDB to those who join inventories', () => {
    const packages = [...CONSTRUCT_PACKAGES, DUCKDB];
    expect(Object.keys(MANIFEST.peerDependencies).sort()).toEqual(packages.sort());
    for (const name of packages) {
      expect(MANIFEST.peerDependenciesMeta[name]).toEqual({ optional: true });
    }
  });

  it('installs nothing beside itself, and less than 15 MB', () => {
    expect(MANIFEST.dependencies ?? {}).toEqual({});
    const { unpackedSize } = packed();
    expect(unpackedSize).toBeGreaterThan(1_000_000);
    expect(unpackedSize).toBeLessThan(15_000_000);
  });

  it('takes cdktn, which goes on with cdktf, under the name of cdktf', () => {
    expect(MANIFEST.peerDependencies['cdktf']?.split(' || ')).toContain(MANIFEST.devDependencies['cdktn']);
  });

  it('ships the program, the constructs, the HCL modules and the settings schema, and no test', () => {
    const files = packedFiles();
    expect(files).toEqual(
      expect.arrayContaining([MANIFEST.bin['s3-backfill'], 'dist/modules/index.js', 'dist/modules/index.d.ts']),
    );
    expect(files).toEqual(
      expect.arrayContaining(['dist/app.js', 'dist/lambdas/detached-run.zip', 'dist/lambdas/inventory-copy.zip']),
    );
    expect(files).toEqual(expect.arrayContaining(['dist/THIRD_PARTY_LICENSES.txt', 'LICENSE']));
    expect(files).toEqual(expect.arrayContaining(['dist/modules/handoff.js', 'dist/modules/handoff.d.ts']));
    expect(files).toEqual(expect.arrayContaining(['action.yml', 'dist/action.js']));
    expect(files).toContain('schemas/settings.schema.json');
    expect(files).toContain('schemas/events.schema.json');
    const ofModules = ['main.tf', 'variables.tf', 'outputs.tf', 'versions.tf', 'README.md'];
    for (const folder of [
      'backfill',
      'batch-copy',
      'datasync-copy',
      'inventory-copy',
      'detached-run',
      'pipeline-role',
      'athena-evidence',
    ])
      expect(files).toEqual(expect.arrayContaining(ofModules.map((name) => `terraform/${folder}/${name}`)));
    expect(files.filter((file) => /__tests__|emulator\/|\.test\./.test(file))).toEqual([]);
  });

  it('ships every page that a message names, and whatever those pages link to', () => {
    const files = packedFiles();
    const pages = namedPages().map(({ page }) => page);
    expect(pages.filter((page) => !files.includes(page))).toEqual([]);
    const broken = files
      .filter((file) => file.endsWith('.md'))
      .flatMap((file) => {
        const links = [...readFileSync(path.join(PROJECT, file), 'utf8').matchAll(/\]\((?!https?:|#)([^)#]*)/g)];
        return links.map(([, to = '']) => path.posix.join(path.posix.dirname(file), to));
      })
      .filter((target) => !files.some((file) => file === target || file.startsWith(target)));
    expect(broken).toEqual([]);
  });
});

describe('the functions of the inventory method', () => {
  let folder: string;
  let archive: Buffer;
  beforeAll(() => {
    folder = makeFolder();
    archive = buildFunctions('once');
  });
  afterAll(() => removeFolder(folder));

  function buildFunctions(name: string): Buffer {
    const outdir = path.join(folder, name);
    execFileSync(process.execPath, ['build.mjs', '--lambdas', outdir], { cwd: PROJECT, stdio: 'pipe' });
    return readFileSync(path.join(outdir, 'inventory-copy.zip'));
  }

  it('are one archive with source maps and licences, small enough to be uploaded in a request', () => {
    const names = readArchive(archive, 64 * 1024 ** 2).map((file) => file.path);
    const programs = ['reader.js', 'reader.js.map', 'worker.js', 'worker.js.map'];
    expect(names).toEqual(['LICENSE.txt', 'THIRD_PARTY_LICENSES.txt', ...programs]);
    expect(archive.length).toBeLessThan(2 * 1024 ** 2);
  });

  it('are the same bytes however often they are built', () => {
    expect(buildFunctions('again').equals(archive)).toBe(true);
  });

  it('need nothing installed beside them, and do nothing before they are called', async () => {
    for (const { path: name, content } of readArchive(archive, 64 * 1024 ** 2))
      writeFileSync(path.join(folder, name), content);
    const probe = `for (const name of ['reader', 'worker']) process.stdout.write(typeof require('./' + name).handler + ' ');`;
    const said = await runCommand(process.execPath, ['-e', probe], { cwd: folder, env: {} });
    expect(said).toMatchObject({ exitCode: 0, stdout: 'function function ', stderr: '' });
  });
});

describe('s3-backfill/handoff', () => {
  let folder: string;
  beforeAll(() => {
    folder = makeFolder();
    mkdirSync(path.join(folder, 'node_modules'));
    symlinkSync(PROJECT, path.join(folder, 'node_modules', 's3-backfill'), 'junction');
  });
  afterAll(() => removeFolder(folder));

  it('is imported alone: no other file is loaded with it, no cdktf', async () => {
    const script = `const { HANDOFF_OUTPUT } = require('s3-backfill/handoff');
      process.stdout.write(JSON.stringify([HANDOFF_OUTPUT, Object.keys(require.cache)]));`;
    const said = await runCommand(process.execPath, ['--eval', script], { cwd: folder, env: {} });
    expect(said).toMatchObject({ exitCode: 0, stderr: '' });
    const built = path.join(PROJECT, 'dist', 'modules', 'handoff.js');
    expect(JSON.parse(said.stdout)).toEqual(['s3_backfill', [realpathSync(built)]]);
  });

  it.each([
    ['node10', ts.ModuleResolutionKind.Node10],
    ['node16', ts.ModuleResolutionKind.Node16],
    ['bundler', ts.ModuleResolutionKind.Bundler],
  ])('brings its types to a compiler that resolves like %s', (_, moduleResolution) => {
    const options = { moduleResolution, module: ts.ModuleKind.CommonJS, preserveSymlinks: true };
    const importer = path.join(folder, 'index.ts');
    const { resolvedModule } = ts.resolveModuleName('s3-backfill/handoff', importer, options, ts.sys);
    expect(resolvedModule?.resolvedFileName).toMatch(/dist\/modules\/handoff\.d\.ts$/);
  });
});

interface Packed {
  readonly files: readonly { readonly path: string }[];
  readonly unpackedSize: number;
}

function packed(): Packed {
  const listing = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: PROJECT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [tarball] = JSON.parse(listing) as Packed[];
  if (tarball === undefined) throw new Error('npm packs nothing');
  return tarball;
}

const packedFiles = (): readonly string[] => packed().files.map((file) => file.path);

/** Names of the packages whose code a bundle of the runner holds: one that esbuild makes again, whose files are looked at here. */
function bundledPackages(outdir: string): string[] {
  const metafile = path.join(outdir, 'metafile.json');
  execFileSync(
    path.join(PROJECT, 'node_modules', '.bin', 'esbuild'),
    [
      'runner/main.ts',
      ...['--bundle', '--splitting', '--minify-syntax', '--platform=node', '--main-fields=module,main', '--format=esm'],
      ...[...CONSTRUCT_PACKAGES, DUCKDB].map((name) => `--external:${name}`),
      '--loader:.sql=text',
      `--alias:cliui=${createRequire(require.resolve('yargs')).resolve('cliui')}`,
      ...['--log-level=error', `--outdir=${outdir}`, `--metafile=${metafile}`],
    ],
    { cwd: PROJECT },
  );
  const { outputs } = JSON.parse(readFileSync(metafile, 'utf8')) as {
    outputs: Record<string, { inputs: Record<string, { bytesInOutput: number }> }>;
  };
  const files = Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : [])),
  );
  return files.flatMap((file) => /.*\bnode_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? []);
}

it('the function of a run in the account has the program beside it, the same bytes however often it is built', () => {
  const folder = makeFolder();
  try {
    const archives = ['once', 'again'].map((name) => {
      const outdir = path.join(folder, name);
      execFileSync(process.execPath, ['build.mjs', '--detached', outdir], { cwd: PROJECT, stdio: 'pipe' });
      return readFileSync(path.join(outdir, 'detached-run.zip'));
    });
    const [archive = Buffer.alloc(0), again] = archives;
    expect(archive.equals(again ?? Buffer.alloc(0))).toBe(true);
    const names = readArchive(archive, 64 * 1024 ** 2).map((file) => file.path);
    const most = ['THIRD_PARTY_LICENSES.txt', 'run-detached.js', 's3-backfill.js', 'threads/scan-report.js'];
    expect(names).toEqual(expect.arrayContaining(most));
    expect(archive.length).toBeLessThan(4 * 1024 ** 2);
  } finally {
    removeFolder(folder);
  }
});
