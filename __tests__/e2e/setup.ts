// What the end-to-end tests stand on: the runner as it is shipped, Terraform if it is there, a temporary folder.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe } from '@jest/globals';
import { findTerraform, type Terraform } from '../../examples/demo/terraform';

export { buildRunner, detachedArchive, functionsArchive, PROJECT } from './builds';

/** A fresh folder; the caller removes it with `removeFolder`. */
export const makeFolder = (): string => mkdtempSync(path.join(tmpdir(), 's3-backfill-test-'));
export const removeFolder = (folder: string): void => rmSync(folder, { recursive: true, force: true });

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
