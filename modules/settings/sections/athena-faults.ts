// What is wrong with `athena`, seen with the other keys.
import { NEEDED_FIELDS } from '../../athena-evidence/columns';
import { keyRegionOf } from '../../refusals/aws-names';
import type { Settings } from '../schema';

/** In the words of the keys. */
export function athenaFaults({ athena, ...settings }: Settings): readonly string[] {
  if (athena === undefined) return [];
  const { results_kms_arn: key, destination_bucket_arn: arn } = athena;
  const sides = [
    ['source_inventory', athena.source_inventory],
    ['destination_inventory', athena.destination_inventory],
  ] as const;
  return [
    ...(settings.adopt_existing_replication && arn === undefined
      ? [
          'athena.destination_bucket_arn: got nothing; adopt_existing_replication names no destination: give the one that the inventory is of, like "arn:aws:s3:::my-replica"',
        ]
      : []),
    ...(key === undefined || keyRegionOf(key) === settings.region
      ? []
      : [
          `athena.results_kms_arn: got "${key}", a key in ${keyRegionOf(key) ?? 'no Region'}; one in ${settings.region} is needed, the Region of the source`,
        ]),
    ...sides.flatMap(([name, { fields }]) => fieldFaults(`athena.${name}.fields`, fields)),
  ];
}

function fieldFaults(at: string, fields: readonly string[] | undefined): readonly string[] {
  if (fields === undefined) return [];
  const missing = NEEDED_FIELDS.filter((field) => !fields.includes(field));
  return [
    ...(missing.length === 0
      ? []
      : [
          `${at}: got ${fields.join(', ')}; ${missing.join(', ')} are needed, without which nothing is compared: add them to the inventory, and name them here`,
        ]),
    ...(new Set(fields).size === fields.length
      ? []
      : [`${at}: got ${fields.join(', ')}; each field once, in the order of fileSchema`]),
  ];
}
