// What stands in the place of values that a construct is given for the sake of the generator.
import type { StandIn } from './description';
import { raw, type Expression } from './hcl-text';
import type { Json } from './synthesized';

/** Where a list has to be, the construct is given a single reference. */
export function isText(value: Json, part: string): boolean {
  return Array.isArray(value) && String(value[0]).includes(part);
}

/**
 * The keys of a variable, and S3 in their Regions, through which they are used.
 * @param list - all of the keys
 */
export function keysOf(variable: string, list: string): readonly StandIn[] {
  return [
    [(key, value) => key === 'resources' && isText(value, `var.${variable}`), raw(list)],
    [(key, value) => key === 'values' && isText(value, `split(":", "\${var.${variable}`), viaS3(list)],
  ];
}

function viaS3(keys: string): Expression {
  const service = 's3.${split(":", arn)[3]}.${data.aws_partition.current.dns_suffix}';
  return raw(`distinct([for arn in ${keys} : "${service}"])`);
}

/** @param kind - of the role, where names of roles begin with a prefix of the user's */
export function roleNameOf(placeholder: string, kind: string, without: string): StandIn {
  const name = raw(`var.role_name_prefix == null ? "${without}" : "\${var.role_name_prefix}${kind}"`);
  return [(_, value) => value === placeholder, name];
}
