// What is built for tests. Constructs and settings name the archive of the functions: where none was made, it is made. And a folder for what
// tests build of the sources as they are now: the first test that wants a build makes it, others of the same run take copies (see __tests__/e2e/setup.ts).
const { execFileSync } = require('node:child_process');
const { existsSync, mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');

module.exports = () => {
  const run = mkdtempSync(path.join(tmpdir(), 's3-backfill-tests-'));
  process.once('exit', () => rmSync(run, { recursive: true, force: true }));
  process.env.S3_BACKFILL_TEST_RUN = run;
  const folder = path.join(__dirname, 'dist', 'lambdas');
  if (existsSync(path.join(folder, 'inventory-copy.zip'))) return;
  execFileSync(process.execPath, [path.join(__dirname, 'build.mjs'), '--lambdas', folder], {
    cwd: __dirname,
    stdio: 'pipe',
  });
};
