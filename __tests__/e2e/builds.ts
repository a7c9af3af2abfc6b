// What is built of this project, once for all tests that run together. No test itself: a bench stands on it, too.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, renameSync } from 'node:fs';
import path from 'node:path';

export const PROJECT = path.resolve(__dirname, '..', '..');

/** The runner as it is shipped, built into `folder`. */
export function buildRunner(folder: string): string {
  cpSync(built('--runner'), folder, { recursive: true });
  return path.join(folder, 's3-backfill.js');
}

/** The archive of both functions of inventories. */
export const functionsArchive = (): string => path.join(built('--lambdas'), 'inventory-copy.zip');

/** The archive of the function of detached runs. */
export const detachedArchive = (): string => path.join(built('--detached'), 'detached-run.zip');

/** The folder of a build, which takes seconds: it is made once for all tests that run together, and nobody writes to it. */
function built(what: '--runner' | '--lambdas' | '--detached'): string {
  const { S3_BACKFILL_TEST_RUN: run } = process.env;
  if (run === undefined) throw new Error('jest.builds.js, which jest.config.js names, has not run');
  const folder = path.join(run, what);
  if (existsSync(folder)) return folder;
  const own = mkdtempSync(path.join(run, 'made-'));
  execFileSync(process.execPath, ['build.mjs', what, own], { cwd: PROJECT, stdio: 'pipe' });
  try {
    renameSync(own, folder);
  } catch (error) {
    // Tests in another process may have been first.
    if (!existsSync(folder)) throw error;
  }
  return folder;
}
