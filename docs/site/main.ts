// npm run docs:site: builds the site of the documentation into docs/site/dist/pages, or into the folder that is named.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { assemble } from './assemble';
import { PROJECT } from './pages';
import { makeSamples } from './samples';

// The SDK warns of Node versions that its future releases will not run on.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';

/** The program of VitePress: of the folder's own packages, or of the project's. */
function vitepress(): string {
  try {
    const found = createRequire(__filename).resolve('vitepress/package.json');
    return path.join(path.dirname(found), 'bin', 'vitepress.js');
  } catch {
    throw new Error('VitePress is not there; install it with: npm ci --prefix docs/site');
  }
}

async function main(): Promise<void> {
  const program = vitepress();
  const out = path.resolve(process.argv[2] ?? path.join(__dirname, 'dist', 'pages'));
  // Packages are looked for from here upwards.
  mkdirSync(path.join(__dirname, 'dist'), { recursive: true });
  const root = mkdtempSync(path.join(__dirname, 'dist', 'content-'));
  const work = mkdtempSync(path.join(tmpdir(), 's3-backfill-site-'));
  try {
    assemble(root);
    let runner = path.join(PROJECT, 'dist', 's3-backfill.js');
    if (!existsSync(runner)) {
      execFileSync(process.execPath, ['build.mjs', '--runner', path.join(work, 'built')], { cwd: PROJECT });
      runner = path.join(work, 'built', 's3-backfill.js');
    }
    await makeSamples(runner, work, path.join(root, 'public', 'sample'));
    execFileSync(process.execPath, [program, 'build', root, '--outDir', out], {
      stdio: ['ignore', 'inherit', 'inherit'],
    });
  } finally {
    rmSync(root, { recursive: true, force: true });
    rmSync(work, { recursive: true, force: true });
  }
}

void main();
