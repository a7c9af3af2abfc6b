// What AWS would refuse at apply, or do otherwise than it was meant.
import {
  accountIdRefusals,
  bucketNameRefusals,
  keyRegionOf,
  kmsKeyArnRefusals,
  regionRefusals,
  shapeRefusals,
  type Shape,
} from '../refusals/aws-names';
import { folderRefusals } from '../refusals/prefixes';
import { shown, type Refusal } from '../refusals/refusal';
import { isKnown, isWhole } from '../values/known';
import { INVENTORY_FIELDS, NEEDED_FIELDS } from './columns';
import type { AthenaEvidenceProps, AthenaInventoryOptions, AthenaOptions } from './props';

const WORKGROUP: Shape = { pattern: /^[\w.-]{1,128}$/, allowed: 'one to 128 letters, digits and . _ -' };
const DATABASE: Shape = {
  pattern: /^[a-z0-9_]{1,255}$/,
  allowed: 'lower-case letters, digits and underscores: Athena takes no others in the name of a database',
};
const INVENTORY_ID: Shape = { pattern: /^[A-Za-z0-9._-]{1,64}$/, allowed: 'one to 64 letters, digits and . _ -' };
/** A petabyte. */
const MOST_GIGABYTES = 1_000_000;

export function athenaEvidenceRefusals(props: AthenaEvidenceProps): readonly Refusal[] {
  return [
    ...bucketNameRefusals('sourceBucketName', props.sourceBucketName),
    ...bucketNameRefusals('reportBucketName', props.reportBucketName),
    ...regionRefusals('region', props.region),
    ...accountIdRefusals('accountId', props.accountId),
    ...folderRefusals('reportPrefix', props.reportPrefix),
    ...bucketNameRefusals('destinationBucketName', props.destinationBucketName),
    ...athenaRefusals('', props, props.region),
  ];
}

/** @param at - `athena.` where they are options of something else */
export function athenaRefusals(at: string, given: AthenaOptions, region: string | undefined): readonly Refusal[] {
  return [
    ...inventoryRefusals(`${at}sourceInventory`, given.sourceInventory),
    ...inventoryRefusals(`${at}destinationInventory`, given.destinationInventory),
    ...folderRefusals(`${at}resultsPrefix`, given.resultsPrefix),
    ...keyRefusals(`${at}resultsKmsKeyArn`, given.resultsKmsKeyArn, region),
    ...limitRefusals(`${at}scanLimitGigabytes`, given.scanLimitGigabytes),
    ...shapeRefusals(WORKGROUP, `${at}workgroupName`, given.workgroupName),
    ...shapeRefusals(DATABASE, `${at}databaseName`, given.databaseName),
  ];
}

/** Programs in JavaScript, and settings from elsewhere, know no types. */
function inventoryRefusals(at: string, inventory: AthenaInventoryOptions): readonly Refusal[] {
  const { bucketName, prefix, inventoryId, format = 'CSV', fields } = inventory;
  const refusals = [
    ...bucketNameRefusals(`${at}.bucketName`, bucketName),
    ...folderRefusals(`${at}.prefix`, prefix),
    ...shapeRefusals(INVENTORY_ID, `${at}.inventoryId`, inventoryId),
  ];
  if (isKnown(format) && !['CSV', 'Parquet'].includes(format))
    refusals.push({ prop: `${at}.format`, given: format, allowed: 'CSV or Parquet' });
  if (fields === undefined) return refusals;
  const unknown = fields.find((field) => !INVENTORY_FIELDS.includes(field));
  if (unknown !== undefined)
    refusals.push({ prop: `${at}.fields`, given: unknown, allowed: `one of ${INVENTORY_FIELDS.join(', ')}` });
  const missing = NEEDED_FIELDS.filter((field) => !fields.includes(field));
  if (missing.length > 0) {
    const allowed = `${missing.join(', ')} are needed, without which nothing is compared: add them to the inventory, and name them here`;
    refusals.push({ prop: `${at}.fields`, given: fields, allowed });
  }
  if (new Set(fields).size < fields.length)
    refusals.push({ prop: `${at}.fields`, given: fields, allowed: 'each field once, in the order of fileSchema' });
  return refusals;
}

function keyRefusals(prop: string, given: string | undefined, region: string | undefined): readonly Refusal[] {
  if (given === undefined) return [];
  const refusals = kmsKeyArnRefusals(prop, given);
  const keyRegion = keyRegionOf(given);
  if (refusals.length > 0 || region === undefined || !isKnown(region) || keyRegion === undefined) return refusals;
  if (keyRegion === region) return [];
  return [{ prop, given, allowed: `the key is in ${keyRegion}, and one in ${region} is needed, where results are` }];
}

function limitRefusals(prop: string, given: number | undefined): readonly Refusal[] {
  if (given === undefined || isWhole(given, 1, MOST_GIGABYTES)) return [];
  return [{ prop, given, allowed: `a whole number from 1 to ${MOST_GIGABYTES}` }];
}

/** Where rules lead to several buckets, somebody has to say which one is compared. */
export function destinationRefusals(
  prop: string,
  given: string | undefined,
  destinations: readonly string[],
): readonly Refusal[] {
  if (given !== undefined) return bucketNameRefusals(prop, given);
  const [, another] = new Set(destinations);
  if (destinations.length > 0 && another === undefined) return [];
  const rules = destinations.length === 0 ? 'no rule says where copies are' : `rules copy to ${shown(destinations)}`;
  return [{ prop, given, allowed: `${rules}: name the bucket that the inventory is of` }];
}
