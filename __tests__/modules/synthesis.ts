// A stack with the AWS provider, and what Terraform would read of it.
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { TerraformStack, Testing } from 'cdktf';

type Blocks = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

export interface Synthesized {
  /** The blocks of a type by their ids without cdktf's hash, for example `backfill_replication-role_policy`. */
  resources(type: string): Blocks;
  data(type: string): Blocks;
  readonly outputs: Readonly<Record<string, { readonly value: unknown }>>;
  /** `import` blocks. */
  readonly imports: readonly object[];
  /** Types of the resources, sorted. */
  readonly types: readonly string[];
}

interface TerraformJson {
  readonly resource?: Readonly<Record<string, Blocks>>;
  readonly data?: Readonly<Record<string, Blocks>>;
  readonly output?: Synthesized['outputs'];
  readonly import?: readonly object[];
}

export function newStack(): TerraformStack {
  const stack = new TerraformStack(Testing.app(), 'stack');
  new AwsProvider(stack, 'aws', { region: 'eu-west-1' });
  return stack;
}

/** Synthesizes with cdktf's validations on. */
export function synthesize(stack: TerraformStack): Synthesized {
  const synthesizedText = readable(Testing.synth(stack, true));
  const { resource = {}, data = {}, output = {}, import: imports = [] } = JSON.parse(synthesizedText) as TerraformJson;
  return {
    resources: (type) => resource[type] ?? {},
    data: (type) => data[type] ?? {},
    outputs: output,
    imports,
    types: Object.keys(resource).sort(),
  };
}

/** What is in the stack when `build` has put constructs in. */
export function synthesized(build: (stack: TerraformStack) => void): Synthesized {
  const stack = newStack();
  build(stack);
  return synthesize(stack);
}

/** Without cdktf's hashes; the partition is a P. */
function readable(text: string): string {
  return text
    .replace(/_[0-9A-F]{8}\b/g, '')
    .replaceAll('${data.aws_partition.s3-backfill-partition.partition}', 'P')
    .replaceAll('${data.aws_partition.s3-backfill-partition.dns_suffix}', 'SUFFIX');
}
