// A root module of Terraform in a folder of its own: a synthesized stack, or HCL.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type TerraformStack, Testing } from 'cdktf';
import { type CommandResult, mustRun, runCommand } from '../../examples/demo/command';
import type { Terraform } from '../../examples/demo/terraform';

type Environment = Readonly<Record<string, string>>;

export interface Root {
  /** `terraform init`. Later commands do not read all of the provider, some 700 MB, to find that it is what was installed here a moment ago. */
  init(): Promise<void>;
  /** Runs Terraform; a failure is an error that shows what it said. */
  must(...parameters: string[]): Promise<CommandResult>;
  /** Runs Terraform, whatever its exit code. */
  run(...parameters: string[]): Promise<CommandResult>;
  /** Values of the outputs. */
  outputs(): Promise<Readonly<Record<string, unknown>>>;
  /** What `terraform show -json` says of a plan. */
  plan(): Promise<Plan>;
  readonly folder: string;
}

export interface Plan {
  readonly planned_values: {
    readonly root_module: PlannedModule;
    readonly outputs?: Readonly<Record<string, unknown>>;
  };
  readonly resource_changes?: readonly { readonly address: string; readonly change: { readonly actions: string[] } }[];
  readonly prior_state?: { readonly values?: { readonly root_module?: PlannedModule } };
}

export interface PlannedModule {
  readonly resources?: readonly PlannedResource[];
  readonly child_modules?: readonly PlannedModule[];
}

export interface PlannedResource {
  readonly address: string;
  readonly mode: string;
  readonly type: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** @param files - name and text of each; the folder is made */
export function terraformRoot(
  folder: string,
  files: Readonly<Record<string, string>>,
  terraform: Terraform,
  env: Environment,
): Root {
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  const options = { cwd: folder, env: { ...env, ...terraform.environment }, timeoutSeconds: 280 };
  const must = (...parameters: string[]) => mustRun(terraform.program, parameters, options);
  return {
    folder,
    init: async () => {
      await must('init', '-no-color');
      const locks = path.join(folder, '.terraform.lock.hcl');
      writeFileSync(locks, readFileSync(locks, 'utf8').replaceAll(/^ +hashes = \[[^\]]*\]\n/gm, ''));
    },
    must,
    run: (...parameters) => runCommand(terraform.program, parameters, options),
    outputs: async () => {
      const { stdout } = await must('output', '-json');
      const outputs = JSON.parse(stdout) as Record<string, { value: unknown }>;
      return Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));
    },
    plan: async () => {
      await must('plan', '-out=plan', '-no-color');
      return JSON.parse((await must('show', '-json', 'plan')).stdout) as Plan;
    },
  };
}

/** The stack as Terraform's JSON, with cdktf's validations on; the state lies beside it. */
export function stackFiles(stack: TerraformStack): Readonly<Record<string, string>> {
  const json = JSON.parse(Testing.synth(stack, true)) as { terraform: { backend?: unknown } };
  delete json.terraform.backend;
  return { 'cdk.tf.json': JSON.stringify(json, null, 2) };
}
