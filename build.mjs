// Builds what the package ships: the runner as one file, and the constructs with their type declarations.
import { execFileSync } from 'node:child_process';
import { chmodSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { build } from 'esbuild';

const OUT = 'dist';
rmSync(OUT, { recursive: true, force: true });

await build({
  entryPoints: { 's3-backfill': 'runner/main.ts' },
  outdir: OUT,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  minifySyntax: true,
  minifyWhitespace: true,
  keepNames: true,
  legalComments: 'none',
  banner: { js: '#!/usr/bin/env node' },
  external: ['cdktf', 'constructs', '@cdktf/*'],
  logLevel: 'warning',
});
chmodSync(`${OUT}/s3-backfill.js`, 0o755);

const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
execFileSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], { stdio: 'inherit' });
