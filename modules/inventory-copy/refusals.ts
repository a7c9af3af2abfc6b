// What AWS would refuse at apply, or do otherwise than it was meant.
import { reportPlaceRefusals } from '../buckets/report-place';
import { archiveRefusals } from '../functions/archive';
import { logDaysRefusals } from '../functions/log-days';
import { foreignRefusals } from '../outputs/foreign-access';
import {
  accountIdRefusals,
  bucketNameRefusals,
  keyRegionOf,
  kmsKeyArnRefusals,
  regionRefusals,
} from '../refusals/aws-names';
import { folderRefusals, prefixRefusals } from '../refusals/prefixes';
import { listRefusals, type Refusal } from '../refusals/refusal';
import { roleRefusals } from '../roles/role';
import { isKnown, isWhole } from '../values/known';
import type { InventoryCopyProps } from './props';

type NumberProp = 'maximumConcurrency' | 'workerMemoryMegabytes' | 'mostReceives' | 'alarmAgeHours';

const LIMITS: Readonly<Record<NumberProp, readonly [least: number, most: number]>> = {
  maximumConcurrency: [2, 1000],
  workerMemoryMegabytes: [256, 10_240],
  mostReceives: [1, 100],
  alarmAgeHours: [1, 14 * 24],
};

export function inventoryCopyRefusals(props: InventoryCopyProps): readonly Refusal[] {
  const { sourceBucketName: source, destinationBucketName: destination, logRetentionDays: days } = props;
  return [
    ...bucketNameRefusals('sourceBucketName', source),
    ...bucketNameRefusals('destinationBucketName', destination),
    ...regionRefusals('sourceRegion', props.sourceRegion),
    ...accountIdRefusals('sourceAccountId', props.sourceAccountId),
    ...regionRefusals('destinationRegion', props.destinationRegion),
    ...accountIdRefusals('destinationAccountId', props.destinationAccountId),
    ...foreignRefusals(props),
    ...formatRefusals(props.format),
    ...ownKeyRefusals('inventoryKmsKeyArn', props.inventoryKmsKeyArn, props.sourceRegion),
    ...ownKeyRefusals('queueKmsKeyArn', props.queueKmsKeyArn, props.sourceRegion),
    ...prefixRefusals('prefix', props.prefix),
    ...prefixRefusals('destinationPrefix', props.destinationPrefix),
    ...inPlaceRefusals(props),
    ...listRefusals('sourceKmsKeyArns', props.sourceKmsKeyArns, kmsKeyArnRefusals),
    ...listRefusals('destinationKmsKeyArns', props.destinationKmsKeyArns, kmsKeyArnRefusals),
    ...reportPlaceRefusals({ reportBucket: props.reportBucket, ...prefixOf(props.reportPrefix) }, source),
    ...folderRefusals('inventoryPrefix', props.inventoryPrefix),
    ...(Object.keys(LIMITS) as NumberProp[]).flatMap((prop) => numberRefusals(prop, props[prop])),
    ...logDaysRefusals(days),
    ...nameRefusals(props.name),
    ...roleRefusals('role', props.role),
    ...archiveRefusals('inventory-copy.zip', props.archivePath),
  ];
}

/** Programs in JavaScript, and settings from elsewhere, know no types. */
function formatRefusals(given: string | undefined): readonly Refusal[] {
  if (given === undefined || !isKnown(given) || given === 'CSV' || given === 'Parquet') return [];
  const orc = given === 'ORC' ? ': the reader knows no ORC, and Parquet holds the same in columns, too' : '';
  return [{ prop: 'format', given, allowed: `CSV or Parquet${orc}` }];
}

function ownKeyRefusals(prop: string, given: string | undefined, region: string | undefined): readonly Refusal[] {
  if (given === undefined) return [];
  const refusals = kmsKeyArnRefusals(prop, given);
  const keyRegion = keyRegionOf(given);
  if (refusals.length > 0 || region === undefined || !isKnown(region) || keyRegion === undefined) return refusals;
  if (keyRegion === region) return [];
  return [
    { prop, given, allowed: `the key is in ${keyRegion}, and one in ${region} is needed, the Region of the source` },
  ];
}

function prefixOf(reportPrefix: string | undefined) {
  return reportPrefix === undefined ? {} : { reportPrefix };
}

function numberRefusals(prop: NumberProp, given: number | undefined): readonly Refusal[] {
  const [least, most] = LIMITS[prop];
  if (given === undefined || isWhole(given, least, most)) return [];
  return [{ prop, given, allowed: `a whole number from ${least} to ${most}` }];
}

const NAME = /^[A-Za-z0-9_-]{1,30}$/;

function nameRefusals(name: string | undefined): readonly Refusal[] {
  if (name === undefined || !isKnown(name) || NAME.test(name)) return [];
  return [{ prop: 'name', given: name, allowed: 'one to 30 letters, digits, hyphens and underscores' }];
}

/** Copies that an inventory of the same keys lists would be copied again, day by day. */
function inPlaceRefusals(props: InventoryCopyProps): readonly Refusal[] {
  const { sourceBucketName, destinationBucketName, prefix = '', destinationPrefix = prefix } = props;
  if (sourceBucketName !== destinationBucketName || !isKnown(prefix) || !isKnown(destinationPrefix)) return [];
  if (!destinationPrefix.startsWith(prefix)) return [];
  const allowed =
    'the copies would be among the keys that are copied: take another bucket, or a folder outside of prefix';
  return [{ prop: 'destinationPrefix', given: destinationPrefix, allowed }];
}
