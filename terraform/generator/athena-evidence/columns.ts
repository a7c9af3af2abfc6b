// Columns of an inventory, for the fields that a variable names.
import { INVENTORY_FIELDS, inventoryColumns } from '../../../modules/athena-evidence/columns';
import { attribute, raw, type Body } from '../hcl-text';

const OF_VERSIONS = inventoryColumns('CSV', []).map(({ name }) => name);
const COLUMN_OF = Object.fromEntries(
  INVENTORY_FIELDS.map((field) => [field, inventoryColumns('CSV', [field]).at(-1)?.name ?? '']),
);
const PARQUET_TYPES = Object.fromEntries(
  inventoryColumns('Parquet', INVENTORY_FIELDS).map(({ name, type }) => [name, type]),
);

export const COLUMN_LOCALS: Body = [
  attribute('columns_of_versions', OF_VERSIONS),
  attribute('column_of', COLUMN_OF),
  // Of CSV everything is text. What is not here, a table over Parquet does without.
  attribute('parquet_types', PARQUET_TYPES),
  attribute(
    'columns',
    raw(`{
  for side, inventory in { source = var.source_inventory, destination = var.destination_inventory } : side => [
    for name in concat(local.columns_of_versions, [for field in inventory.fields : local.column_of[field]]) : {
      name = name
      type = inventory.format == "CSV" ? "string" : local.parquet_types[name]
    } if inventory.format == "CSV" || contains(keys(local.parquet_types), name)
  ]
}`),
  ),
];
