// Whether a patch is what it says it is: HCL to Terraform, JSON, or commands to a shell.
import { spawnSync } from 'node:child_process';
import type { Patch } from '../../../runner/events/check-events';

/** What the program says against the text; undefined: nothing. */
function complaint(program: string, parameters: readonly string[], input: string): string | undefined {
  const env = { PATH: process.env['PATH'] ?? '', CHECKPOINT_DISABLE: '1', TF_CLI_CONFIG_FILE: '/dev/null' };
  const { status, stderr, error } = spawnSync(program, parameters, { input, encoding: 'utf8', env, timeout: 30_000 });
  if (error !== undefined) throw error;
  return status === 0 ? undefined : `${stderr}\n${input}`;
}

/** `terraform` or `tofu`; without one of them only CI minds. */
const FORMATTER = ['terraform', 'tofu'].find((name) => spawnSync(name, ['version']).status === 0);

function faultInHcl(text: string): string | undefined {
  // Also formatted: it is pasted into files that a pipeline may check.
  if (FORMATTER !== undefined) return complaint(FORMATTER, ['fmt', '-check', '-'], `${text}\n`);
  if (process.env['CI'] === 'true')
    throw new Error('with CI=true HCL has to be checked, and neither terraform nor tofu is there');
  return undefined;
}

function faultInJson(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return `${String(error)}\n${text}`;
  }
}

/** Undefined: it can be pasted. */
export function faultIn(patch: Patch | undefined): string | undefined {
  if (patch === undefined) return 'there is none';
  switch (patch.language) {
    case 'hcl':
      return faultInHcl(patch.text);
    case 'json':
      return faultInJson(patch.text);
    case 'sh':
      return complaint('bash', ['-n'], patch.text);
  }
}
