import { commands } from '../../patches/commands';
import type { InventoryConfiguration } from '../../ports/s3/bucket-settings';
import { visible } from '../../text/safe-text';
import type { CheckContext } from '../asked/asked-once';
import { ok, unlessDenied, wrong, type Check, type Finding } from '../check';

const FIELDS = ['Size', 'LastModifiedDate', 'ETag', 'StorageClass'];

/** Why what it delivers is not what is read; undefined: it is. */
function faultOf(found: InventoryConfiguration, context: CheckContext): string | undefined {
  const { target } = context;
  const { inventories } = target.inventory ?? { inventories: { bucket: '', prefix: '' } };
  const { isEnabled, format, fields, filterPrefix, bucket, prefix } = found;
  if (!isEnabled) return 'is switched off: S3 delivers nothing';
  if (bucket !== inventories.bucket || prefix !== inventories.prefix)
    return `delivers to s3://${visible(bucket)}/${visible(prefix)}, and the handoff says s3://${inventories.bucket}/${visible(inventories.prefix)}`;
  if (!/^(CSV|Parquet)$/i.test(format)) return `delivers ${visible(format)}, which the reader does not read`;
  const lacking = FIELDS.filter((field) => !fields.includes(field));
  if (lacking.length > 0) return `lacks ${lacking.join(' and ')}, without which nothing can be copied`;
  const outside = (target.prefixes ?? ['']).find((one) => !one.startsWith(filterPrefix));
  return outside === undefined
    ? undefined
    : `lists keys that begin with '${visible(filterPrefix)}' alone, and '${visible(outside)}' is to be copied`;
}

async function configured(context: CheckContext): Promise<Finding> {
  const { target, aws } = context;
  const { inventoryId = '' } = target.inventory ?? {};
  const { bucket } = target.source;
  const found = await aws.bucketSettings.inventory(bucket, inventoryId);
  const look = commands([...['aws', 's3api', 'list-bucket-inventory-configurations', '--bucket', bucket]]);
  const fix = 'apply the construct InventoryCopy again; until then --from-listing copies';
  if (found === undefined)
    return wrong(`the bucket '${bucket}' has no inventory configuration '${visible(inventoryId)}'`, fix, look);
  const fault = faultOf(found, context);
  const { frequency, format } = found;
  if (fault === undefined) return ok(`'${inventoryId}' of '${bucket}' delivers ${format}, ${frequency.toLowerCase()}`);
  return wrong(`the inventory configuration '${visible(inventoryId)}' of '${bucket}' ${fault}`, fix, look);
}

/** S3 lists what is to be copied, where the reader looks for it. */
export const inventoryConfigurationCheck: Check = {
  id: 'inventory-configuration',
  title: 'S3 delivers inventories where the reader looks for them',
  run: (context) =>
    context.target.inventory === undefined
      ? Promise.resolve([])
      : unlessDenied(async () => [await configured(context)], 's3:GetInventoryConfiguration'),
};
