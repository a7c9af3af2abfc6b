// Builds what the package ships: the runner as one file, and the constructs with their type declarations.
//   node build.mjs                  everything, into dist/
//   node build.mjs --runner FOLDER  the runner alone, into FOLDER (tests build what they run)
import { execFileSync } from 'node:child_process';
import { chmodSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { build } from 'esbuild';

const [option, folder] = process.argv.slice(2);
if (option === '--runner') {
  await buildRunner(folder);
} else {
  rmSync('dist', { recursive: true, force: true });
  await buildRunner('dist');
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  execFileSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], { stdio: 'inherit' });
}

async function buildRunner(outdir) {
  await build({
    entryPoints: { 's3-backfill': 'runner/main.ts' },
    outdir,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    minifySyntax: true,
    minifyWhitespace: true,
    keepNames: true,
    legalComments: 'none',
    banner: { js: '#!/usr/bin/env node' },
    // The SDK warns of Node versions that its future releases will not run on; this release is in the bundle.
    define: { 'process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED': '"true"' },
    external: ['cdktf', 'constructs', '@cdktf/*'],
    logLevel: 'warning',
  });
  chmodSync(path.join(outdir, 's3-backfill.js'), 0o755);
}
