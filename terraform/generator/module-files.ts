// The files of a module.
import type { ModuleDescription } from './description';
import { attribute, block, hcl, raw, type Body, type Item, type Value } from './hcl-text';
import { placeOf, withoutHash } from './references';
import { resourceBlock } from './resource-bodies';
import type { Synthesized } from './synthesized';
import { variablesTf } from './variables';

const MADE = 'Made by `npm run hcl` from the constructs in modules/: change those instead.';

/** Terraform 1.5 and OpenTofu 1.6 know everything that is used here; 5 and 6 are the AWS providers that have these resources. */
const REQUIRED_TERRAFORM = '>= 1.5';
const REQUIRED_PROVIDER = '>= 5.0, < 7.0';

/** Name and text of each file. */
export function moduleFiles(of: ModuleDescription): Readonly<Record<string, string>> {
  const synthesized = of.synthesize();
  const file = (text: string): string => `# ${MADE}\n\n${text}\n`;
  return {
    'versions.tf': file(versionsTf(of.requiredProvider ?? REQUIRED_PROVIDER)),
    'variables.tf': file(variablesTf(of.inputs)),
    'main.tf': file(hcl([block('locals', [], of.locals), ...blocks(of, synthesized)])),
    'outputs.tf': file(hcl(of.outputs(synthesized))),
    'README.md': of.readme(),
  };
}

function versionsTf(version: string): string {
  const aws = attribute('aws', { source: 'hashicorp/aws', version });
  return hcl([
    block('terraform', [], [attribute('required_version', REQUIRED_TERRAFORM), block('required_providers', [], [aws])]),
  ]);
}

/** Each once, in the order of the names. */
function blocks(of: ModuleDescription, { data, resource }: Synthesized): Body {
  const all = [['data', data] as const, ['resource', resource] as const].flatMap(([kind, types]) =>
    Object.entries(types).flatMap(([type, instances]) =>
      Object.entries(instances).map(([id, given]) => ({ id, kind, type, given })),
    ),
  );
  const seen = new Set<string>();
  return (
    all
      // The second key needs what the first one needs.
      .filter(({ id }) => !withoutHash(id).endsWith('key-policy-2'))
      .sort((a, b) => placeOf(of.names, a.id) - placeOf(of.names, b.id))
      .flatMap(({ given, ...one }) => {
        const item = resourceBlock(of, one, given);
        const address = item.kind === 'block' ? [one.kind, ...item.labels].join('.') : '';
        if (seen.has(address)) return [];
        seen.add(address);
        return [withPreconditions(of, item)];
      })
  );
}

/** Terraform reads where the module is; everything else is text. */
function sentence(message: string): Value {
  return message.includes('${path.module}') ? raw(JSON.stringify(message)) : message;
}

function withPreconditions(of: ModuleDescription, item: Item): Item {
  const preconditions = item.kind === 'block' ? of.preconditions[item.labels.join('.')] : undefined;
  if (item.kind !== 'block' || preconditions === undefined) return item;
  const checks = preconditions.map(([condition, message]) =>
    block('precondition', [], [attribute('condition', raw(condition)), attribute('error_message', sentence(message))]),
  );
  return { ...item, body: [...item.body, block('lifecycle', [], checks)] };
}
