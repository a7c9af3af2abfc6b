// The options of evidence by Athena, of a settings file with `athena`.
import type { AthenaInventoryOptions, AthenaOptions } from '../../athena-evidence/props';
import { given } from '../../values/given';
import type { Settings } from '../schema';

type AthenaSettings = NonNullable<Settings['athena']>;

export function athenaOptionsOf(of: AthenaSettings): AthenaOptions {
  return {
    sourceInventory: inventoryOf(of.source_inventory),
    destinationInventory: inventoryOf(of.destination_inventory),
    ...given({
      destinationBucketName: of.destination_bucket_arn?.replace(/^.*:/, ''),
      resultsPrefix: of.results_prefix,
      resultsKmsKeyArn: of.results_kms_arn,
      scanLimitGigabytes: of.scan_limit_gigabytes,
      workgroupName: of.workgroup,
      databaseName: of.database,
    }),
  };
}

function inventoryOf({ bucket, id, ...of }: AthenaSettings['source_inventory']): AthenaInventoryOptions {
  return { bucketName: bucket, inventoryId: id, ...given({ prefix: of.prefix, format: of.format, fields: of.fields }) };
}
