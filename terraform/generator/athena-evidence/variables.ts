// Which variables terraform/athena-evidence has: the members of `athena` of a settings file, and what it is about.
import { INVENTORY_FIELDS, NEEDED_FIELDS, USUAL_FIELDS } from '../../../modules/athena-evidence/columns';
import { HANDOFF_VARIABLE, handoffChecks } from '../of-handoff';
import { BUCKET_NAME, folderCheck, keyCheck, match, wholeCheck, type Check } from '../validations';
import { COMMON_DEFAULTS, settingsKeys, type Inputs } from '../variables';

const listText = (names: readonly string[]): string => JSON.stringify(names).replaceAll(',', ', ');

export const INPUTS: Inputs = {
  settings: () => {
    const all = settingsKeys();
    return [
      ...Object.entries(all.find(([name]) => name === 'athena')?.[1].properties ?? {}),
      ...all.filter(([name]) => name === 'tags'),
    ];
  },
  required: ['source_inventory', 'destination_inventory'],
  onlyHere: [{ ...HANDOFF_VARIABLE, after: 'destination_inventory' }],
  members: {
    prefix: [['prefix', 'optional(string, "")']],
    format: [['format', 'optional(string, "CSV")']],
    fields: [['fields', `optional(list(string), ${listText(USUAL_FIELDS)})`]],
  },
  descriptions: {
    source_inventory:
      'Inventory of all versions of the source, which S3 delivers already: bucket that it is delivered to, prefix, id of its configuration, format, and optional fields in the order of fileSchema in a manifest',
    destination_inventory: 'The same of the destination',
    results_kms_arn: 'ARN of a KMS key for results, in the Region of the source. Default: SSE-S3',
    destination_bucket_arn:
      'ARN of the bucket that the inventory of the destination is of; needed where rules copy to several, or the replication is adopted. Default: the one that s3_backfill names',
  },
  defaults: {
    tags: COMMON_DEFAULTS['tags'] ?? '{}',
    results_prefix: '"s3-backfill/athena"',
    scan_limit_gigabytes: '1000',
    workgroup: '"s3-backfill"',
    database: '"s3_backfill"',
  },
  checks: {
    source_inventory: inventoryChecks('source_inventory'),
    destination_inventory: inventoryChecks('destination_inventory'),
    s3_backfill: handoffChecks('what Athena compares'),
    results_prefix: [folderCheck('results_prefix')],
    results_kms_arn: [keyCheck('results_kms_arn')],
    scan_limit_gigabytes: [wholeCheck('scan_limit_gigabytes', 1, 1_000_000)],
  },
};

function inventoryChecks(side: string): readonly Check[] {
  const fields = `var.${side}.fields`;
  const [isFolder, folderWords] = folderCheck(`${side}.prefix`);
  return [
    [
      match(`${side}.bucket`, BUCKET_NAME),
      'bucket is a name of 3 to 63 lower-case letters, digits, dots and hyphens; it is no ARN',
    ],
    [isFolder, `prefix has ${folderWords}`],
    [match(`${side}.id`, '^[A-Za-z0-9._-]{1,64}$'), 'id has one to 64 letters, digits and . _ -'],
    [`contains(["CSV", "Parquet"], var.${side}.format)`, 'format is CSV or Parquet'],
    [
      `length(setsubtract(${fields}, ${listText(INVENTORY_FIELDS)})) == 0`,
      `fields are of ${INVENTORY_FIELDS.join(', ')}`,
    ],
    [
      `length(setsubtract(${listText(NEEDED_FIELDS)}, ${fields})) == 0`,
      `fields need ${NEEDED_FIELDS.join(', ')}, without which nothing is compared: add them to the inventory, and name them here`,
    ],
    [
      `length(distinct(${fields})) == length(${fields})`,
      'fields are named once each, in the order of fileSchema in a manifest',
    ],
  ];
}
