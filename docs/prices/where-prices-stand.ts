// Where AWS's price lists have each price of runner/estimate/price-table.json.
//   usage types of S3    https://docs.aws.amazon.com/AmazonS3/latest/userguide/aws-usage-report-understand.html
//   codes of Regions     https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-region-billing-codes.html
// AWS documents no units of price lists, and no usage types of KMS, Lambda and SQS: these are as public readers of the files have
// them. What is otherwise is refused, with what was found, and is then to be changed here.
import type { Price } from '../../runner/estimate/prices';

export type Service = 'AmazonS3' | 'AWSDataTransfer' | 'awskms' | 'AWSLambda' | 'AWSQueueService';

/** Which products of a price list have a price, and what it has to be counted in. */
export interface Place {
  readonly service: Service;
  /** Whose price list. */
  readonly region: string;
  /** All of them hold; one of the values each. */
  readonly attributes: Readonly<Record<string, readonly string[]>>;
  readonly units: readonly string[];
}

/** Why a price list is not asked. */
export interface NotListed {
  readonly because: string;
}

/** Of the Regions that the table has. */
const BILLING_CODES: Readonly<Record<string, string>> = {
  'ca-central-1': 'CAN1',
  'eu-west-1': 'EU',
  'eu-west-2': 'EUW2',
  'us-east-1': 'USE1',
  'us-east-2': 'USE2',
};
/** Usage types of this Region have its code, or none. */
const WITHOUT_CODE = 'us-east-1';
/** A price that was said to be the same everywhere is read here, and is then of this Region. */
const ANYWHERE = 'us-east-1';

type Found = Pick<Place, 'service' | 'attributes' | 'units'>;

const REQUESTS = ['Requests', 'Request'];
const COUNTED = ['Objects', 'Object', 'Count'];

const PUT_REQUESTS: Readonly<Record<string, readonly [usageType: string, operation?: string]>> = {
  STANDARD: ['Requests-Tier1'],
  STANDARD_IA: ['Requests-SIA-Tier1'],
  ONEZONE_IA: ['Requests-ZIA-Tier1'],
  GLACIER_IR: ['Requests-GIR-Tier1'],
  // Lifecycle transitions have the same usage type.
  GLACIER: ['Requests-GLACIER-Tier1', 'PutObject'],
  INTELLIGENT_TIERING: ['Requests-INT-Tier1'],
};

/** By class and tier. Lifecycle transitions have Requests-Tier3, too; both archives have the usage types of retrieval. */
const RESTORES: Readonly<Record<string, Readonly<Record<'request' | 'bytes', readonly [string, string?]>>>> = {
  'GLACIER, Standard': {
    request: ['Requests-Tier3', 'RestoreObject'],
    bytes: ['Standard-Retrieval-Bytes', 'RestoreObject'],
  },
  'GLACIER, Expedited': { request: ['Requests-Tier6'], bytes: ['Expedited-Retrieval-Bytes'] },
  'DEEP_ARCHIVE, Bulk': {
    request: ['Requests-GDA-Tier5'],
    bytes: ['Bulk-Retrieval-Bytes', 'DeepArchiveRestoreObject'],
  },
  'DEEP_ARCHIVE, Standard': {
    request: ['Requests-GDA-Tier3'],
    bytes: ['Standard-Retrieval-Bytes', 'DeepArchiveRestoreObject'],
  },
};

function usageTypes(region: string, usageType: string): readonly string[] {
  return [`${BILLING_CODES[region] ?? ''}-${usageType}`, ...(region === WITHOUT_CODE ? [usageType] : [])];
}

function inS3(
  region: string,
  [usageType, operation]: readonly [string, string?],
  units: readonly string[],
  more: Found['attributes'] = {},
): Found {
  const ofOperation = operation === undefined ? {} : { operation: [operation] };
  return {
    service: 'AmazonS3',
    attributes: { usagetype: usageTypes(region, usageType), ...ofOperation, ...more },
    units,
  };
}

function restored(price: Price, region: string, what: 'request' | 'bytes'): Found | NotListed {
  const found = RESTORES[`${price.storageClass ?? 'no class'}, ${price.tier ?? 'no tier'}`]?.[what];
  if (found === undefined) return { because: 'AWS documents no usage type of its own for it, or it is free' };
  return inS3(region, found, what === 'request' ? REQUESTS : ['GB']);
}

function put({ storageClass = 'no class' }: Price, region: string): Found | NotListed {
  const found = PUT_REQUESTS[storageClass];
  if (found === undefined)
    return { because: 'the price list of AmazonS3 is not known to have PUT requests to this class' };
  return inS3(region, found, REQUESTS);
}

function transfer({ toRegion }: Price, region: string): Found | NotListed {
  if (toRegion === undefined) return { because: 'to any other Region: a price list has one for each pair of Regions' };
  const to = BILLING_CODES[toRegion];
  if (to === undefined) return { because: `no billing code of ${toRegion} is known here` };
  return {
    service: 'AWSDataTransfer',
    attributes: {
      usagetype: [`${BILLING_CODES[region] ?? ''}-${to}-AWS-Out-Bytes`],
      transferType: ['InterRegion Outbound'],
    },
    units: ['GB'],
  };
}

function storage({ storageClass = 'no class' }: Price, region: string): Found | NotListed {
  if (storageClass !== 'STANDARD') return { because: `storage of ${storageClass} is not looked for` };
  // Overhead of Intelligent-Tiering has the same usage type.
  return inS3(region, ['TimedStorage-ByteHrs'], ['GB-Mo'], { volumeType: ['Standard'] });
}

function found(price: Price, region: string): Found | NotListed {
  switch (price.item) {
    case 'job':
      return inS3(region, ['BatchOperations-Jobs'], ['Jobs', 'Job', 'Count']);
    case 'task':
      return inS3(region, ['BatchOperations-Objects'], COUNTED);
    case 'manifest-object':
      return inS3(region, ['BatchOperations-Manifest'], COUNTED);
    case 'inventory-object':
      return inS3(region, ['Inventory-ObjectsListed'], COUNTED);
    case 'get':
      return inS3(region, ['Requests-Tier2'], REQUESTS);
    case 'put':
      return put(price, region);
    case 'storage-month':
      return storage(price, region);
    case 'restore-request':
      return restored(price, region, 'request');
    case 'retrieval':
      return restored(price, region, 'bytes');
    case 'transfer':
      return transfer(price, region);
    case 'kms-request':
      return { service: 'awskms', attributes: { usagetype: [`${region}-KMS-Requests`] }, units: REQUESTS };
    case 'lambda-request':
      return { service: 'AWSLambda', attributes: { usagetype: usageTypes(region, 'Request') }, units: REQUESTS };
    case 'lambda-gb-second':
      return {
        service: 'AWSLambda',
        attributes: { usagetype: usageTypes(region, 'Lambda-GB-Second') },
        units: ['Lambda-GB-Second'],
      };
    case 'sqs-request':
      return {
        service: 'AWSQueueService',
        attributes: { group: ['SQS-APIRequest-Tier1'], queueType: ['Standard'] },
        units: REQUESTS,
      };
    case 'athena-gb':
      return { because: 'the usage types of Athena have not been read in its price list' };
    case 'datasync-gib':
    case 'datasync-execution':
      return { because: 'AWS documents no usage type of the Enhanced mode of DataSync' };
  }
}

export function placeOf(price: Price): Place | NotListed {
  const region = price.region === 'any' ? ANYWHERE : price.region;
  if (!Object.hasOwn(BILLING_CODES, region)) return { because: `no billing code of ${region} is known here` };
  const place = found(price, region);
  return 'because' in place ? place : { ...place, region };
}
