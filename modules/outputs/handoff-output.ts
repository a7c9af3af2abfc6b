import { TerraformOutput, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { HANDOFF_OUTPUT, type Handoff } from '../handoff';
import type { Refusal } from '../refusals/refusal';
import { literals } from '../values/literal';

export function handoffNameRefusals(scope: Construct, name: string): readonly Refusal[] {
  const isOurs = name === HANDOFF_OUTPUT || /^s3_backfill_\w+$/.test(name);
  if (!isOurs)
    return [{ prop: 'handoffName', given: name, allowed: "it is 's3_backfill', or begins with 's3_backfill_'" }];
  if (TerraformStack.of(scope).node.tryFindChild(name) === undefined) return [];
  const example = `${HANDOFF_OUTPUT}_${scope.node.id.replace(/\W/g, '_')}`;
  const allowed = `the stack holds something of that name already: give the output another, for example '${example}'`;
  return [{ prop: 'handoffName', given: name, allowed }];
}

/**
 * Adds the output under its name to the stack itself: `terraform output` knows it by its logical id, and the outputs file
 * of `cdktf deploy` by the ids of its construct path.
 */
export function addHandoffOutput(scope: Construct, name: string, handoff: Handoff): void {
  const output = new TerraformOutput(TerraformStack.of(scope), name, {
    value: literals(handoff),
    description: 'What s3-backfill run needs to know; nothing in it is secret',
    staticId: true,
  });
  output.overrideLogicalId(name);
}
