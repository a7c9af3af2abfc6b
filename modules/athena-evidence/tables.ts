// Tables of Glue over what S3 writes: the partitions are not listed anywhere, Athena finds each by the value that a query asks for.
import { GlueCatalogTable, type GlueCatalogTableConfig } from '@cdktf/provider-aws/lib/glue-catalog-table';
import type { Construct } from 'constructs';
import { madeWith } from '../place/placed';
import { inventoryColumns, REPORT_COLUMNS, USUAL_FIELDS, type Column } from './columns';
import type { AthenaInventoryOptions } from './props';

export const SERDE = {
  CSV: 'org.apache.hadoop.hive.serde2.OpenCSVSerde',
  Parquet: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe',
} as const;
/** Files that a `symlink.txt` names, whatever is in them. */
const SYMLINKS = 'org.apache.hadoop.hive.ql.io.SymlinkTextInputFormat';
const TEXT = 'org.apache.hadoop.mapred.TextInputFormat';
const NO_OUTPUT = 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat';

interface TableParts {
  readonly databaseName: string;
  readonly name: string;
  readonly description: string;
  readonly location: string;
  readonly inputFormat: string;
  readonly serde: string;
  readonly columns: readonly Column[];
  readonly partitionKey: string;
  /** Where a partition lies. @default - `<location>/<key>=<value>/` */
  readonly template?: string;
}

/** Any value can be asked for, and one has to be: a query that forgets it would scan every day, or every job, there ever was. */
function tableConfig(parts: TableParts): GlueCatalogTableConfig {
  const { databaseName, name, description, location, inputFormat, serde, columns, partitionKey, template } = parts;
  return {
    databaseName,
    name,
    description,
    tableType: 'EXTERNAL_TABLE',
    parameters: {
      EXTERNAL: 'TRUE',
      'projection.enabled': 'true',
      [`projection.${partitionKey}.type`]: 'injected',
      ...(template === undefined ? {} : { 'storage.location.template': template }),
    },
    partitionKeys: [{ name: partitionKey, type: 'string' }],
    storageDescriptor: {
      location,
      inputFormat,
      outputFormat: NO_OUTPUT,
      columns: columns.map((column) => ({ ...column })),
      serDeInfo: { serializationLibrary: serde },
    },
  };
}

export interface InventoryTable {
  readonly databaseName: string;
  readonly name: string;
  /** Name of the bucket that is listed. */
  readonly bucketName: string;
  readonly inventory: AthenaInventoryOptions;
}

export function addInventoryTable(scope: Construct, id: string, table: InventoryTable): GlueCatalogTable {
  const { databaseName, name, bucketName, inventory } = table;
  const { format = 'CSV', fields = USUAL_FIELDS, prefix = '', inventoryId } = inventory;
  const folder = folderIn(prefix);
  return new GlueCatalogTable(scope, id, {
    ...tableConfig({
      databaseName,
      name,
      description: `Inventories of ${bucketName}, one for each dt`,
      location: `s3://${inventory.bucketName}/${folder}${bucketName}/${inventoryId}/hive/`,
      inputFormat: SYMLINKS,
      serde: format === 'CSV' ? SERDE.CSV : SERDE.Parquet,
      columns: inventoryColumns(format, fields),
      partitionKey: 'dt',
    }),
    ...madeWith(scope),
  });
}

/** A job writes its reports into a folder of their own, beside the list of them, which is no CSV. */
export function addReportTable(
  scope: Construct,
  { databaseName, name, bucketName, prefix }: Record<'databaseName' | 'name' | 'bucketName' | 'prefix', string>,
): GlueCatalogTable {
  const location = `s3://${bucketName}/${folderIn(prefix)}`;
  return new GlueCatalogTable(scope, 'reports', {
    ...tableConfig({
      databaseName,
      name,
      description: 'Completion reports of S3 Batch Operations, those of one job for each job',
      location,
      inputFormat: TEXT,
      serde: SERDE.CSV,
      columns: REPORT_COLUMNS,
      partitionKey: 'job',
      // For Athena, not for Terraform.
      template: `${location}job-$\${job}/results/`,
    }),
    ...madeWith(scope),
  });
}

const folderIn = (prefix: string): string => (prefix === '' ? '' : `${prefix.replace(/\/+$/, '')}/`);
