// outputs.tf of terraform/athena-evidence: what the handoff says of it.
import type { Body } from '../hcl-text';
import { membersOf, outputBlock } from '../outputs';
import type { Synthesized } from '../synthesized';
import { NAMES } from './names';

export function outputsOf({ output: { athena } }: Synthesized): Body {
  if (athena === undefined) throw new Error('the construct made another output');
  return [outputBlock('athena', athena.description, membersOf(NAMES, athena.value))];
}
