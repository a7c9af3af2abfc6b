// Builds what the package ships: the runner, the constructs and the CDKTF app in a few files that need nothing beside them but the
// constructs' peers, with the licences of what they hold, and type declarations.
//   node build.mjs                  everything, into dist/
//   node build.mjs --runner FOLDER  the runner alone, into FOLDER (tests build what they run)
//   node build.mjs --lambdas FOLDER the functions of inventories alone, into FOLDER
//   node build.mjs --detached FOLDER the function of detached runs alone, into FOLDER
//   node build.mjs --api FOLDER     the reports of what people import, into FOLDER
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { build, transform } from 'esbuild';
import { writeDeclarations, writeReports } from './declarations.mjs';
import { thirdPartyLicences } from './licences.mjs';
import { zipOf } from './zip.mjs';

/** What runs in threads of the runner: each a file that Node is given by its path. */
const THREADS = { 'threads/scan-report': 'runner/methods/batch-jobs/report/scan/scan-report.ts' };

/** What esbuild makes of an import. */
const IMPORTED = /\bvar (import_\w+)=(require\("[^"]+"\)|__toESM\(require\("[^"]+"\)(?:,1)?\));/g;

const [option, folder] = process.argv.slice(2);
if (option === '--runner') {
  writeLicences(folder, await buildRunner(folder));
} else if (option === '--lambdas') {
  await buildLambdas(folder);
} else if (option === '--detached') {
  const program = path.join(folder, 'program');
  await buildDetached(folder, program, await buildRunner(program));
  rmSync(program, { recursive: true });
} else if (option === '--api') {
  await writeReports(folder);
} else {
  rmSync('dist', { recursive: true, force: true });
  const runner = await buildRunner('dist');
  const constructs = await buildConstructs('dist');
  await buildLambdas('dist/lambdas');
  await buildDetached('dist/lambdas', 'dist', runner);
  writeLicences('dist', { outputs: { ...runner.outputs, ...constructs.outputs } });
  await writeDeclarations();
}

/** @returns esbuild's metafile */
async function buildRunner(outdir) {
  const entries = { 's3-backfill': 'runner/main.ts', 'runner/library': 'runner/library.ts', ...THREADS };
  const metafile = await buildSplit(entries, outdir, {
    chunkNames: 'runner/[name]-[hash]',
    minifySyntax: true,
    minifyWhitespace: true,
    parts: partsOfRunner(),
    banner: { 's3-backfill': '#!/usr/bin/env node' },
  });
  chmodSync(path.join(outdir, 's3-backfill.js'), 0o755);
  // What action.yml runs starts the program, and shares no file with it: `--help` would read more.
  const action = await buildSplit({ action: 'action/main.ts' }, outdir, { minifySyntax: true, minifyWhitespace: true });
  return { outputs: { ...metafile.outputs, ...action.outputs } };
}

/**
 * What many commands import and few use is a file of its own, which is loaded by who does: each method, and whatever makes schemas of zod as it
 * is loaded.
 */
function partsOfRunner() {
  const files = readdirSync('runner', { recursive: true }).map((file) => `runner/${file.split(path.sep).join('/')}`);
  const hasSchema = (file) => /^import \* as z from 'zod';$/m.test(readFileSync(file, 'utf8'));
  const parts = files.filter((file) => file.endsWith('/method.ts') || (file.endsWith('.ts') && hasSchema(file)));
  // Used wherever a handoff may be read, and too small to load its schema for.
  return [...parts, 'modules/handoff.ts', 'runner/ports/datasync/datasync-arn.ts'];
}

/** @returns esbuild's metafile */
async function buildConstructs(outdir) {
  const app = { 'modules/index': 'modules/index.ts', app: 'main.ts' };
  const metafile = await buildSplit(app, outdir, { chunkNames: 'modules/[name]-[hash]' });
  // Nothing is loaded with it, not even a file that it would share.
  await buildSplit({ 'modules/handoff': 'modules/handoff.ts' }, outdir, {});
  return metafile;
}

/**
 * Files that Node loads as they are needed: `--help` reads a tenth of what `run` reads. esbuild splits only ES modules; each
 * is then rewritten to CommonJS, which Node starts faster.
 * @returns esbuild's metafile
 */
async function buildSplit(entryPoints, outdir, { banner = {}, minifyWhitespace = false, parts, ...more }) {
  const named = Object.fromEntries((parts ?? []).map((file) => [`parts/${file.replaceAll(/\W/g, '-')}`, file]));
  const { outputFiles, metafile } = await build({
    entryPoints: { ...entryPoints, ...named },
    outdir,
    bundle: true,
    splitting: true,
    platform: 'node',
    // The SDK's ES modules: from a CommonJS module esbuild's splitting would keep no names to import.
    mainFields: ['module', 'main'],
    // yargs' own ES module lays its help out with a wrap that breaks words.
    alias: { cliui: createRequire(createRequire(import.meta.url).resolve('yargs')).resolve('cliui') },
    target: 'node20',
    format: 'esm',
    minifyWhitespace,
    legalComments: 'none',
    // The SDK warns of Node versions that its future releases will not run on; this release is in the bundle.
    define: { 'process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED': '"true"' },
    // DuckDB is installed by who wants it.
    external: ['cdktf', 'constructs', '@cdktf/*', '@duckdb/node-api'],
    loader: { '.sql': 'text' },
    logLevel: 'warning',
    metafile: true,
    write: false,
    ...more,
  });
  // Nobody begins with a part: all that is wanted of it is the files that others share with it, unless somebody loads it later, by itself.
  const loaded = new Set(Object.values(metafile.outputs).flatMap(({ imports }) => imports.map((one) => one.path)));
  for (const [file, { entryPoint }] of Object.entries(metafile.outputs))
    if (parts?.includes(entryPoint) && !loaded.has(file)) delete metafile.outputs[file];
  const written = new Set(Object.keys(metafile.outputs).map((file) => path.resolve(file)));
  const banners = new Map(Object.entries(banner).map(([name, text]) => [path.resolve(outdir, `${name}.js`), text]));
  for (const { path: file, text } of outputFiles.filter((one) => written.has(one.path))) {
    const { code } = await transform(text, {
      format: 'cjs',
      platform: 'node',
      target: 'node20',
      supported: { 'dynamic-import': false },
      minifyWhitespace,
      banner: banners.get(file) ?? '',
    });
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, parts === undefined ? code : withLazyImports(code));
  }
  return metafile;
}

/**
 * What a file imports is loaded where it is first used: importing a file of ours does nothing, so that it makes no difference when that is.
 * @param code CommonJS as esbuild writes it, which names what it has imported nowhere but before a dot
 */
function withLazyImports(code) {
  const names = new Set([...code.matchAll(IMPORTED)].map(([, name]) => name));
  const lazy = code.replaceAll(IMPORTED, 'var $1={get $$(){return($1={$$:$2}).$$}};');
  return lazy.replaceAll(/\b(import_\w+)(\.\$?|=\{get|=\{\$)?/g, (found, name, behind) => {
    if (!names.has(name) || (behind !== undefined && behind !== '.')) return found;
    if (behind === undefined) throw new Error(`${name} is used as a whole, and cannot be loaded later`);
    return `${name}.$.`;
  });
}

function writeLicences(outdir, metafile) {
  writeFileSync(path.join(outdir, 'THIRD_PARTY_LICENSES.txt'), thirdPartyLicences(metafile, process.cwd()));
}

/**
 * Both functions of the inventory method in one archive, as Lambda takes it: the same bytes whenever it is built of the same sources. With
 * `NODE_OPTIONS=--enable-source-maps` their errors name our own lines.
 */
async function buildLambdas(outdir) {
  const { outputFiles, metafile } = await build({
    ...ofFunctions(outdir),
    entryPoints: { reader: 'lambdas/reader.ts', worker: 'lambdas/worker.ts' },
    sourcemap: true,
    sourcesContent: false,
  });
  const files = Object.fromEntries(outputFiles.map(({ path: file, contents }) => [path.basename(file), contents]));
  writeArchive(outdir, 'inventory-copy.zip', files, metafile);
}

/** The function of detached runs, with the program that it runs beside it. @param runner esbuild's metafile of it */
async function buildDetached(outdir, program, runner) {
  const { outputFiles, metafile } = await build({
    ...ofFunctions(outdir),
    entryPoints: { 'run-detached': 'lambdas/run-detached.ts' },
  });
  const files = Object.fromEntries(outputFiles.map(({ path: file, contents }) => [path.basename(file), contents]));
  for (const output of Object.keys(runner.outputs)) {
    const name = path.relative(program, output).split(path.sep).join('/');
    files[name] = readFileSync(output);
  }
  writeArchive(outdir, 'detached-run.zip', files, { outputs: { ...metafile.outputs, ...runner.outputs } });
}

function ofFunctions(outdir) {
  return {
    outdir,
    bundle: true,
    platform: 'node',
    mainFields: ['module', 'main'],
    target: 'node22',
    format: 'cjs',
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    logLevel: 'warning',
    metafile: true,
    write: false,
  };
}

function writeArchive(outdir, name, files, metafile) {
  files['LICENSE.txt'] = readFileSync('LICENSE');
  files['THIRD_PARTY_LICENSES.txt'] = thirdPartyLicences(metafile, process.cwd());
  const archive = zipOf(files);
  mkdirSync(outdir, { recursive: true });
  const file = path.join(outdir, name);
  writeFileSync(file, archive);
  const unpacked = Object.values(files).reduce((sum, content) => sum + content.length, 0);
  console.log(`${file}: ${Math.ceil(archive.length / 1024)} KiB, unpacked ${Math.ceil(unpacked / 1024)} KiB`);
}
