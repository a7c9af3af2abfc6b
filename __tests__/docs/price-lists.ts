// Price lists, index of services and index of Regions, laid out as AWS documents them; the prices are made up.
// https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/bulk-api-reading-price-list-files.html

/** Newer than any that AWS has published. */
export const VERSION = '29991231235959';
const PUBLISHED = '2999-12-31T23:59:59Z';

interface Bracket {
  readonly beginRange: string;
  readonly endRange: string;
  readonly unit: string;
  readonly pricePerUnit: Readonly<Record<string, string>>;
}
export interface List {
  formatVersion: string;
  offerCode: string;
  version: string;
  publicationDate: string;
  products: Record<string, { sku: string; attributes: Record<string, string> }>;
  terms: { OnDemand: Record<string, Record<string, { priceDimensions: Record<string, Bracket> }>> };
}

export function bracket(usd: string, unit: string, beginRange = '0', endRange = 'Inf'): Bracket {
  return { beginRange, endRange, unit, pricePerUnit: { USD: usd } };
}

export function add(
  list: List,
  sku: string,
  attributes: Record<string, string>,
  ...brackets: readonly Bracket[]
): void {
  list.products[sku] = { sku, attributes };
  const priceDimensions = Object.fromEntries(brackets.map((one, index) => [`${sku}.T.${index}`, one]));
  list.terms.OnDemand[sku] = { [`${sku}.T`]: { priceDimensions } };
}

type Row = readonly [usagetype: string, usd: string, unit: string, more?: Record<string, string>];

/** With neighbours that a loose search would take. */
const LISTS: Readonly<Record<string, readonly Row[]>> = {
  'AmazonS3 eu-west-1': [
    ['EU-BatchOperations-Jobs', '0.2600000000', 'Jobs'],
    ['EU-BatchOperations-Objects', '0.0000011000', 'Objects'],
    ['EU-BatchOperations-Manifest', '0.0000000160', 'Objects'],
    ['EU-Requests-Tier1', '0.0000051000', 'Requests'],
    ['EU-Requests-Annotation-Tier1', '0.0000090000', 'Requests'],
    ['EU-Requests-Tier2', '0.0000004100', 'Requests'],
    ['EU-Inventory-ObjectsListed', '0.0000000026', 'Objects'],
  ],
  'AmazonS3 ca-central-1': [
    ['CAN1-BatchOperations-Jobs', '0.2700000000', 'Jobs'],
    ['CAN1-BatchOperations-Objects', '0.0000012000', 'Objects'],
    ['CAN1-BatchOperations-Manifest', '0.0000000170', 'Objects'],
    ['CAN1-Requests-Tier1', '0.0000056000', 'Requests'],
    ['CAN1-Requests-Tier2', '0.0000004500', 'Requests'],
  ],
  'AmazonS3 eu-west-2': [
    ['EUW2-Requests-Tier1', '0.0000054000', 'Requests'],
    ['EUW2-TimedStorage-ByteHrs', '0.0230000000', 'GB-Mo', { volumeType: 'INTAAS3ObjectOverhead' }],
    ['EUW2-Tables-TimedStorage-ByteHrs', '0.0280000000', 'GB-Mo', { volumeType: 'Standard' }],
  ],
  'AmazonS3 us-east-1': [
    ['BatchOperations-Jobs', '0.2800000000', 'Jobs'],
    ['BatchOperations-Objects', '0.0000013000', 'Objects'],
    ['Requests-SIA-Tier1', '0.0000110000', 'Requests'],
    ['Requests-ZIA-Tier1', '0.0000120000', 'Requests'],
    ['Requests-GIR-Tier1', '0.0000210000', 'Requests'],
    ['Requests-GLACIER-Tier1', '0.0000310000', 'Requests', { operation: 'PutObject' }],
    ['Requests-GLACIER-Tier1', '0.0000320000', 'Requests', { operation: 'S3-GlacierTransition' }],
    ['Requests-INT-Tier1', '0.0000061000', 'Requests'],
    ['Requests-Tier3', '0.0000510000', 'Requests', { operation: 'RestoreObject' }],
    ['Requests-Tier3', '0.0000300000', 'Requests', { operation: 'S3-GlacierTransition' }],
    ['Requests-Tier6', '0.0110000000', 'Requests'],
    ['Requests-GDA-Tier3', '0.0001100000', 'Requests'],
    ['Requests-GDA-Tier5', '0.0000260000', 'Requests'],
    ['Standard-Retrieval-Bytes', '0.0110000000', 'GB', { operation: 'RestoreObject' }],
    ['Standard-Retrieval-Bytes', '0.0210000000', 'GB', { operation: 'DeepArchiveRestoreObject' }],
    ['Expedited-Retrieval-Bytes', '0.0310000000', 'GB'],
    ['Bulk-Retrieval-Bytes', '0.0026000000', 'GB', { operation: 'DeepArchiveRestoreObject' }],
  ],
  'AWSDataTransfer eu-west-1': [
    ['EU-EUW2-AWS-Out-Bytes', '0.0210000000', 'GB', { transferType: 'InterRegion Outbound' }],
    ['EU-EUW2-AWS-In-Bytes', '0.0000000000', 'GB', { transferType: 'InterRegion Inbound' }],
  ],
  'AWSDataTransfer us-east-1': [
    ['USE1-USE2-AWS-Out-Bytes', '0.0110000000', 'GB', { transferType: 'InterRegion Outbound' }],
  ],
  'awskms us-east-1': [
    ['us-east-1-KMS-Requests', '0.0000031000', 'Requests'],
    ['us-east-1-KMS-Requests-Asymmetric', '0.0000150000', 'Requests'],
  ],
  'AWSLambda us-east-1': [
    ['Request', '0.0000002100', 'Requests'],
    ['Global-Request', '0.0000000000', 'Requests'],
    ['Lambda-GB-Second-ARM', '0.0000133334', 'Lambda-GB-Second'],
  ],
  'AWSQueueService us-east-1': [
    ['Requests-RBP', '0.0000004200', 'Requests', { group: 'SQS-APIRequest-Tier1', queueType: 'Standard' }],
    ['Requests-FIFO-RBP', '0.0000005000', 'Requests', { group: 'SQS-APIRequest-Tier1', queueType: 'FIFO' }],
  ],
};

export function listsOf(): Record<string, List> {
  const lists = Object.entries(LISTS).map(([key, rows]): [string, List] => {
    const list: List = {
      formatVersion: 'v1.0',
      offerCode: key.split(' ')[0] ?? '',
      version: VERSION,
      publicationDate: PUBLISHED,
      products: {},
      terms: { OnDemand: {} },
    };
    rows.forEach(([usagetype, usd, unit, more], index) =>
      add(list, `SKU${index}`, { usagetype, ...more }, bracket(usd, unit)),
    );
    return [key, list];
  });
  const all = Object.fromEntries(lists);
  // Cheaper for more; in whatever order.
  const storage = { usagetype: 'EUW2-TimedStorage-ByteHrs', volumeType: 'Standard' };
  const [more, first] = [bracket('0.0220000000', 'GB-Mo', '51200'), bracket('0.0250000000', 'GB-Mo', '0', '51200')];
  if (all['AmazonS3 eu-west-2']) add(all['AmazonS3 eu-west-2'], 'STORAGE', storage, more, first);
  const seconds = { usagetype: 'Lambda-GB-Second' };
  const amount = bracket('0.0000166667', 'Lambda-GB-Second', '0', '6000000000');
  if (all['AWSLambda us-east-1']) add(all['AWSLambda us-east-1'], 'SECONDS', seconds, amount);
  return all;
}

export const regionsFile = (service: string): string => `/offers/v1.0/aws/${service}/current/region_index.json`;
export const listFile = (service: string, region: string): string =>
  `/offers/v1.0/aws/${service}/${VERSION}/${region}/index.json`;

/** What is served below each path. */
export function filesOf(lists: Readonly<Record<string, List>>): Record<string, string> {
  const keys = Object.keys(lists).map((key) => key.split(' ') as [string, string]);
  const services = [...new Set(keys.map(([service]) => service))];
  const offers = services.map((service): [string, unknown] => [
    service,
    { offerCode: service, currentRegionIndexUrl: regionsFile(service) },
  ]);
  const regionsOf = (service: string): unknown =>
    Object.fromEntries(
      keys
        .filter(([one]) => one === service)
        .map(([, region]) => [region, { regionCode: region, currentVersionUrl: listFile(service, region) }]),
    );
  return Object.fromEntries<string>([
    ['/offers/v1.0/aws/index.json', JSON.stringify({ formatVersion: 'v1.0', offers: Object.fromEntries(offers) })],
    ...services.map((service): [string, string] => [
      regionsFile(service),
      JSON.stringify({ regions: regionsOf(service) }),
    ]),
    ...Object.entries(lists).map(([key, list]): [string, string] => {
      const [service = '', region = ''] = key.split(' ');
      return [listFile(service, region), JSON.stringify(list)];
    }),
  ]);
}
