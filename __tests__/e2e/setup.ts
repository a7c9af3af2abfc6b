// What the end-to-end tests stand on: the runner as it is shipped, Terraform if it is there, a temporary folder.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe } from '@jest/globals';
import { findTerraform, type Terraform } from '../../examples/demo/terraform';

export const PROJECT = path.resolve(__dirname, '..', '..');

/** A fresh folder; the caller removes it with `removeFolder`. */
export const makeFolder = (): string => mkdtempSync(path.join(tmpdir(), 's3-backfill-test-'));
export const removeFolder = (folder: string): void => rmSync(folder, { recursive: true, force: true });

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

/**
 * `describe` for tests that need programs which not everybody has. Without them the tests are skipped and the reason is printed; with
 * `CI=true` their absence is a failure.
 */
export function describeWith(programs: readonly string[], title: string, tests: () => void): void {
  const missing = programs.filter((program) => !isThere(program));
  describeUnless(missing.length === 0 ? undefined : `${missing.join(' and ')} not on the PATH`, title, tests);
}

/** The same for something else that is missing; without a reason the tests run. */
export function describeUnless(reason: string | undefined, title: string, tests: () => void): void {
  if (reason === undefined) {
    describe(title, tests);
    return;
  }
  if (process.env['CI'] === 'true') throw new Error(`${title}: ${reason}; with CI=true these tests must run`);
  process.stderr.write(`skipped: ${title} (${reason})\n`);
  describe.skip(title, tests);
}

export const TERRAFORM = 'terraform or tofu';

export function isThere(program: string): boolean {
  if (program !== TERRAFORM) return spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0;
  const folder = makeFolder();
  try {
    return findTerraform(process.env, folder) !== undefined;
  } finally {
    removeFolder(folder);
  }
}

/**
 * The provider of AWS is started anew for each walk of a run, and each start builds schemas of 1,500 resources, half of whose time is
 * the collection of garbage: it is told to collect less often, which takes a third off each run, for some hundred MB of memory.
 */
const COLLECT_LESS_OFTEN = { GOGC: '400' };

export function terraformIn(folder: string): Terraform {
  const terraform = findTerraform(process.env, folder);
  if (terraform === undefined) throw new Error(`${TERRAFORM} is not on the PATH`);
  return { ...terraform, environment: { ...COLLECT_LESS_OFTEN, ...terraform.environment } };
}
