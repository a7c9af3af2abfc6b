// npm run session: records docs/session.md anew.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { recordSession } from './record';

// The SDK warns of Node versions that its future releases will not run on.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';

const PROJECT = path.resolve(__dirname, '..', '..');

async function main(): Promise<void> {
  const work = mkdtempSync(path.join(tmpdir(), 's3-backfill-session-'));
  try {
    const built = path.join(work, 'built');
    execFileSync(process.execPath, ['build.mjs', '--runner', built], { cwd: PROJECT, stdio: 'inherit' });
    const page = await recordSession(path.join(built, 's3-backfill.js'), work);
    writeFileSync(path.join(PROJECT, 'docs', 'session.md'), page);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

void main();
