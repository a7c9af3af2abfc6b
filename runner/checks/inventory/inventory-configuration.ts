import { commands } from '../../patches/commands';
import type { InventoryConfiguration } from '../../ports/s3/bucket-settings';
import { servicePatch } from '../../patches/policy-patches';
import { contextOf } from '../../policy/pattern';
import type { Told } from '../../policy/trust-policy';
import { every, not } from '../../policy/truth';
import { weigh } from '../../policy/weigh';
import { bucketArn, viaS3 } from '../../text/arn';
import { visible } from '../../text/safe-text';
import type { CheckContext } from '../asked/asked-once';
import { isCustomerKey } from '../asked/keys-in-use';
import { probeKey } from '../asked/probe-key';
import { S3_SERVICE, toldByInventory } from '../roles/told-by-services';
import { couldNotCheck, ok, unlessDenied, wrong, type Check, type Finding } from '../check';

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

interface Delivery {
  /** What S3 does. */
  readonly action: string;
  readonly resource: string;
  /** As a policy names it. */
  readonly pattern: string;
  readonly place: { readonly policy: 'bucket' | 'key'; readonly of: string };
  readonly text: string | undefined;
  readonly known: Told;
}

/** What the policy of a bucket or a key says of what S3 does as itself; undefined: it lets it. */
function refusal({ action, resource, pattern, place, text, known }: Delivery, { target }: CheckContext) {
  const principal = { arn: S3_SERVICE, accountId: '' };
  const question = { action, resource, principal, context: contextOf(known) };
  const { allow, deny, denying } = weigh(text === undefined ? [] : [text], question);
  const may = every([allow, not(deny)]);
  if (may.is === 'yes') return undefined;
  const policy = `the policy of the ${place.policy} ${visible(place.of)}`;
  const nothing = 'no inventory is delivered, and nothing says so';
  if (may.is === 'unsure')
    return couldNotCheck(`whether ${policy} lets ${S3_SERVICE} do ${action} is not known: ${may.why}; else ${nothing}`);
  const { bucket, region, accountId } = target.source;
  const told = { accountId, arn: bucketArn(bucket, region) };
  return wrong(
    deny.is === 'yes'
      ? `${policy} denies ${S3_SERVICE} ${action} (${visible(denying?.name ?? '')}): ${nothing}`
      : `${policy} does not let ${S3_SERVICE} do ${action} for the bucket '${bucket}': ${nothing}`,
    deny.is === 'yes'
      ? `except ${S3_SERVICE} from that statement, for the bucket '${bucket}', and let it in by this one`
      : 'add this statement to that policy',
    servicePatch(S3_SERVICE, told, { action, resource: place.policy === 'key' ? '*' : pattern }, place),
  );
}

/** S3 delivers as itself: the policies of the bucket and of its key have to let it. */
async function mayDeliver(found: InventoryConfiguration, context: CheckContext): Promise<readonly Finding[]> {
  const { target, nowMs } = context;
  const { bucket, prefix, kmsKeyArn } = found;
  const known = toldByInventory(target, nowMs);
  const arn = bucketArn(bucket, target.source.region);
  const folder = `${prefix === '' ? '' : `${prefix}/`}${target.source.bucket}/${target.inventory?.inventoryId ?? ''}`;
  const [policy, encryption] = await Promise.all([context.bucketPolicy(bucket), context.encryption(bucket)]);
  const all: (Finding | undefined)[] = [];
  if ('value' in policy) {
    const resource = `${arn}/${folder}/${probeKey('')}`;
    const place = { policy: 'bucket', of: bucket } as const;
    all.push(
      refusal(
        { action: 's3:PutObject', resource, pattern: `${arn}/${folder}/*`, place, text: policy.value, known },
        context,
      ),
    );
  }
  const keyArn = kmsKeyArn ?? ('value' in encryption ? encryption.value?.kmsKeyArn : undefined);
  const key = isCustomerKey(keyArn) ? await context.key(keyArn) : undefined;
  if (isCustomerKey(keyArn) && key !== undefined && 'value' in key && key.value?.policy !== undefined) {
    const place = { policy: 'key', of: keyArn } as const;
    const via = { ...known, 'kms:ViaService': viaS3(target.source.region) };
    all.push(
      refusal(
        {
          action: 'kms:GenerateDataKey',
          resource: key.value.arn,
          pattern: '*',
          place,
          text: key.value.policy,
          known: via,
        },
        context,
      ),
    );
  }
  return all.flatMap((one) => one ?? []);
}

async function configured(context: CheckContext): Promise<readonly Finding[]> {
  const { target, aws } = context;
  const { inventoryId = '' } = target.inventory ?? {};
  const { bucket } = target.source;
  const found = await aws.bucketSettings.inventory(bucket, inventoryId);
  const look = commands([...['aws', 's3api', 'list-bucket-inventory-configurations', '--bucket', bucket]]);
  const fix = 'apply the construct InventoryCopy again; until then --from-listing copies';
  if (found === undefined)
    return [wrong(`the bucket '${bucket}' has no inventory configuration '${visible(inventoryId)}'`, fix, look)];
  const fault = faultOf(found, context);
  const { frequency, format } = found;
  if (fault !== undefined)
    return [wrong(`the inventory configuration '${visible(inventoryId)}' of '${bucket}' ${fault}`, fix, look)];
  const refused = await mayDeliver(found, context);
  if (refused.length > 0) return refused;
  return [ok(`'${inventoryId}' of '${bucket}' delivers ${format}, ${frequency.toLowerCase()}`)];
}

/** S3 lists what is to be copied, where the reader looks for it. */
export const inventoryConfigurationCheck: Check = {
  id: 'inventory-configuration',
  title: 'S3 delivers inventories where the reader looks for them',
  run: (context) =>
    context.target.inventory === undefined
      ? Promise.resolve([])
      : unlessDenied(() => configured(context), 's3:GetInventoryConfiguration'),
};
