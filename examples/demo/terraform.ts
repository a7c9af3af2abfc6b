// Finds Terraform (or OpenTofu) and the AWS provider on this machine, with or without a way to the public registry.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

export interface Terraform {
  /** `terraform` or `tofu`. */
  readonly program: string;
  /** For example `1.11.4`. */
  readonly version: string;
  /** To be added to the environment of every call. */
  readonly environment: Readonly<Record<string, string>>;
  /** Where the AWS provider comes from: a folder of this machine, or the registry. */
  readonly providerFrom: string;
}

export const TERRAFORM_MISSING = [
  'neither terraform nor tofu is on the PATH; the demo applies real Terraform with the real AWS provider.',
  'Install one of them, then run the demo again:',
  '  Terraform: https://developer.hashicorp.com/terraform/install   (macOS: brew install hashicorp/tap/terraform)',
  '  OpenTofu:  https://opentofu.org/docs/intro/install/            (macOS: brew install opentofu)',
].join('\n');

const PROVIDER = path.join('registry.terraform.io', 'hashicorp', 'aws');

/** @param folder where a temporary CLI configuration may be written */
export function findTerraform(env: Environment, folder: string): Terraform | undefined {
  for (const program of ['terraform', 'tofu']) {
    const version = versionOf(program, env, folder);
    if (version !== undefined) return { program, version, ...providerSource(env, folder) };
  }
  return undefined;
}

function versionOf(program: string, env: Environment, folder: string): string | undefined {
  const answer = spawnSync(program, ['version', '-json'], {
    cwd: folder,
    env: { ...env, CHECKPOINT_DISABLE: '1', TF_CLI_CONFIG_FILE: emptyConfiguration(folder) },
    encoding: 'utf8',
    timeout: 30_000,
  });
  if (answer.status !== 0) return undefined;
  return /"terraform_version":\s*"([^"]+)"/.exec(answer.stdout)?.[1];
}

function providerSource(env: Environment, folder: string): Pick<Terraform, 'environment' | 'providerFrom'> {
  const quiet = { CHECKPOINT_DISABLE: '1', TF_IN_AUTOMATION: '1', TF_INPUT: '0' };
  const mirror = mirrorCandidates(env).find((candidate) => existsSync(path.join(candidate, PROVIDER)));
  if (mirror !== undefined) {
    const configuration = path.join(folder, 'mirror.tfrc');
    writeFileSync(
      configuration,
      `provider_installation {\n  filesystem_mirror {\n    path = ${JSON.stringify(mirror)}\n  }\n` +
        '  direct {\n    exclude = ["registry.terraform.io/hashicorp/aws"]\n  }\n}\n',
    );
    return { environment: { ...quiet, TF_CLI_CONFIG_FILE: configuration }, providerFrom: mirror };
  }
  // A configuration file that does not exist makes every call print a warning; one that exists is the user's choice.
  const chosen = env['TF_CLI_CONFIG_FILE'];
  const configuration = chosen !== undefined && existsSync(chosen) ? chosen : emptyConfiguration(folder);
  return { environment: { ...quiet, TF_CLI_CONFIG_FILE: configuration }, providerFrom: 'the registry' };
}

function mirrorCandidates(env: Environment): string[] {
  const home = homedir();
  const named = env['TF_PROVIDER_MIRROR'];
  return [
    ...(named === undefined || named === '' ? [] : [path.resolve(named)]),
    path.join(home, '.terraform.d', 'plugins'),
    path.join(env['XDG_DATA_HOME'] ?? path.join(home, '.local', 'share'), 'terraform', 'plugins'),
    path.join(home, 'Library', 'Application Support', 'io.terraform', 'plugins'),
    '/usr/local/share/terraform/plugins',
    '/usr/share/terraform/plugins',
    ...foldersIn('/opt'),
  ];
}

function foldersIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => path.join(folder, entry.name));
}

function emptyConfiguration(folder: string): string {
  const file = path.join(folder, 'empty.tfrc');
  if (!existsSync(file)) writeFileSync(file, '');
  return file;
}
