// Documents of buckets that S3 refuses when they are put, and those that it takes.
import * as S3 from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bugs, startEmulator, type Running } from '../../../running';
import { ask, put } from './wire-document';

const Bucket = 'with-documents';

let running: Running;

beforeAll(async () => {
  running = await startEmulator();
  await running.s3().send(new S3.CreateBucketCommand({ Bucket }));
});

afterAll(async () => {
  await running.close();
  expect(bugs(running)).toEqual([]);
});

const NAMES: Readonly<Record<string, string>> = {
  lifecycle: 'LifecycleConfiguration',
  cors: 'CORSConfiguration',
  tagging: 'Tagging',
  publicAccessBlock: 'PublicAccessBlockConfiguration',
  ownershipControls: 'OwnershipControls',
  notification: 'NotificationConfiguration',
  'inventory&id=one': 'InventoryConfiguration',
  'metrics&id=one': 'MetricsConfiguration',
  'analytics&id=one': 'AnalyticsConfiguration',
  'intelligent-tiering&id=one': 'IntelligentTieringConfiguration',
};

const send = (subResource: string, content: string) =>
  put(running, `/${Bucket}?${subResource}`, NAMES[subResource] ?? '', content);

const DAYS = '<Expiration><Days>1</Days></Expiration>';
const TAG = '<Tag><Key>a</Key><Value>b</Value></Tag>';
const rule = (content: string, filter = '<Filter/>'): string =>
  `<Rule><Status>Enabled</Status>${filter}${content}</Rule>`;
const expiring = (when: string): string => rule(`<Expiration>${when}</Expiration>`);
const moving = (when: string, storageClass = 'GLACIER'): string =>
  rule(`<Transition>${when}<StorageClass>${storageClass}</StorageClass></Transition>`);

const cors = (content: string): string => `<CORSRule>${content}</CORSRule>`;
const GET = '<AllowedMethod>GET</AllowedMethod>';
const ORIGIN = '<AllowedOrigin>*</AllowedOrigin>';

const queue = (content: string, arn = 'arn:aws:sqs:us-east-1:111122223333:q'): string =>
  `<QueueConfiguration><Queue>${arn}</Queue>${content}</QueueConfiguration>`;
const CREATED = '<Event>s3:ObjectCreated:*</Event>';
const key = (name: string): string =>
  `<Filter><S3Key><FilterRule><Name>${name}</Name><Value>x</Value></FilterRule></S3Key></Filter>`;

const DESTINATION = '<Bucket>arn:aws:s3:::reports</Bucket><Format>CSV</Format>';
const inventory = (changes: Readonly<Record<string, string>> = {}): string =>
  Object.entries({
    Id: 'one',
    IsEnabled: 'true',
    IncludedObjectVersions: 'All',
    Schedule: '<Frequency>Daily</Frequency>',
    Destination: `<S3BucketDestination>${DESTINATION}</S3BucketDestination>`,
    ...changes,
  })
    .map(([name, content]) => (content === '' ? '' : `<${name}>${content}</${name}>`))
    .join('');
const into = (content: string): string =>
  inventory({ Destination: `<S3BucketDestination>${content}</S3BucketDestination>` });
const tiering = (tier: string, days: number): string =>
  `<Id>one</Id><Status>Enabled</Status><Tiering><AccessTier>${tier}</AccessTier><Days>${days}</Days></Tiering>`;

const REFUSED: readonly (readonly [string, string, string, string])[] = [
  ['lifecycle', 'no rule', '', 'MalformedXML'],
  ['lifecycle', 'a rule without a filter', rule(DAYS, ''), 'MalformedXML'],
  ['lifecycle', 'a filter and a prefix', rule(DAYS, '<Filter/><Prefix/>'), 'MalformedXML'],
  ['lifecycle', 'an unknown element', rule(`${DAYS}<Color>red</Color>`), 'MalformedXML'],
  ['lifecycle', 'an unknown status', `<Rule><Status>enabled</Status><Filter/>${DAYS}</Rule>`, 'MalformedXML'],
  [
    'lifecycle',
    'a prefix and a tag beside each other',
    rule(DAYS, `<Filter><Prefix>a</Prefix>${TAG}</Filter>`),
    'MalformedXML',
  ],
  ['lifecycle', 'one thing in And', rule(DAYS, `<Filter><And>${TAG}</And></Filter>`), 'MalformedXML'],
  ['lifecycle', 'the same tag twice', rule(DAYS, `<Filter><And>${TAG}${TAG}</And></Filter>`), 'InvalidRequest'],
  ['lifecycle', 'no action', rule(''), 'InvalidRequest'],
  ['lifecycle', 'days and a date', expiring('<Days>1</Days><Date>2030-01-01T00:00:00Z</Date>'), 'MalformedXML'],
  ['lifecycle', 'an expiration that never comes', expiring(''), 'MalformedXML'],
  ['lifecycle', 'no days', expiring('<Days>0</Days>'), 'InvalidArgument'],
  ['lifecycle', 'days that are no number', expiring('<Days>soon</Days>'), 'MalformedXML'],
  ['lifecycle', 'a date within a day', expiring('<Date>2030-01-01T12:00:00Z</Date>'), 'InvalidArgument'],
  ['lifecycle', 'a date that is none', expiring('<Date>new year</Date>'), 'MalformedXML'],
  ['lifecycle', 'an unknown storage class', moving('<Days>30</Days>', 'COLD'), 'MalformedXML'],
  ['lifecycle', 'a transition to where objects begin', moving('<Days>30</Days>', 'STANDARD'), 'MalformedXML'],
  ['lifecycle', 'days before there were any', moving('<Days>-1</Days>'), 'InvalidArgument'],
  ['lifecycle', 'the same id twice', rule(`<ID>a</ID>${DAYS}`).repeat(2), 'InvalidArgument'],
  ['lifecycle', 'an id that is too long', rule(`<ID>${'a'.repeat(256)}</ID>${DAYS}`), 'InvalidArgument'],
  [
    'lifecycle',
    'delete markers by a tag',
    rule(
      '<Expiration><ExpiredObjectDeleteMarker>true</ExpiredObjectDeleteMarker></Expiration>',
      `<Filter>${TAG}</Filter>`,
    ),
    'InvalidRequest',
  ],
  [
    'lifecycle',
    'uploads by a tag',
    rule(
      '<AbortIncompleteMultipartUpload><DaysAfterInitiation>1</DaysAfterInitiation></AbortIncompleteMultipartUpload>',
      `<Filter>${TAG}</Filter>`,
    ),
    'InvalidRequest',
  ],
  ['cors', 'no rule', '', 'MalformedXML'],
  ['cors', 'no method', cors(ORIGIN), 'MalformedXML'],
  ['cors', 'no origin', cors(GET), 'MalformedXML'],
  ['cors', 'an unknown method', cors(`${ORIGIN}<AllowedMethod>PATCH</AllowedMethod>`), 'InvalidRequest'],
  ['cors', 'two wildcards in an origin', cors(`${GET}<AllowedOrigin>*.a.*</AllowedOrigin>`), 'InvalidRequest'],
  [
    'cors',
    'a wildcard in an exposed header',
    cors(`${GET}${ORIGIN}<ExposeHeader>x-*</ExposeHeader>`),
    'InvalidRequest',
  ],
  ['cors', 'an age that is no number', cors(`${GET}${ORIGIN}<MaxAgeSeconds>long</MaxAgeSeconds>`), 'MalformedXML'],
  ['cors', 'more than a hundred rules', cors(GET + ORIGIN).repeat(101), 'MalformedXML'],
  ['tagging', 'the same key twice', `<TagSet>${TAG}${TAG}</TagSet>`, 'InvalidTag'],
  ['tagging', 'an empty key', '<TagSet><Tag><Key></Key><Value>b</Value></Tag></TagSet>', 'InvalidTag'],
  ['tagging', 'a key of AWS', '<TagSet><Tag><Key>aws:a</Key><Value>b</Value></Tag></TagSet>', 'InvalidTag'],
  ['tagging', 'a tag without value', '<TagSet><Tag><Key>a</Key></Tag></TagSet>', 'MalformedXML'],
  ['publicAccessBlock', 'nothing', '', 'MalformedXML'],
  ['publicAccessBlock', 'yes for true', '<BlockPublicAcls>yes</BlockPublicAcls>', 'MalformedXML'],
  ['ownershipControls', 'an unknown value', '<Rule><ObjectOwnership>Me</ObjectOwnership></Rule>', 'MalformedXML'],
  [
    'ownershipControls',
    'two rules',
    '<Rule><ObjectOwnership>ObjectWriter</ObjectOwnership></Rule>'.repeat(2),
    'MalformedXML',
  ],
  ['notification', 'no event', queue(''), 'MalformedXML'],
  ['notification', 'an unknown event', queue('<Event>s3:ObjectSeen</Event>'), 'InvalidArgument'],
  [
    'notification',
    'a target of another service',
    queue(CREATED, 'arn:aws:sns:us-east-1:111122223333:q'),
    'InvalidArgument',
  ],
  ['notification', 'a target that is no ARN', queue(CREATED, 'q'), 'InvalidArgument'],
  ['notification', 'a filter by neither end', queue(CREATED + key('middle')), 'InvalidArgument'],
  ['inventory&id=one', 'another id', inventory({ Id: 'two' }), 'IdMismatch'],
  ['inventory&id=one', 'no schedule', inventory({ Schedule: '' }), 'MalformedXML'],
  [
    'inventory&id=one',
    'an unknown frequency',
    inventory({ Schedule: '<Frequency>Hourly</Frequency>' }),
    'MalformedXML',
  ],
  ['inventory&id=one', 'an unknown field', inventory({ OptionalFields: '<Field>Color</Field>' }), 'MalformedXML'],
  ['inventory&id=one', 'unknown versions', inventory({ IncludedObjectVersions: 'Some' }), 'MalformedXML'],
  [
    'inventory&id=one',
    'an unknown format',
    into('<Bucket>arn:aws:s3:::reports</Bucket><Format>XML</Format>'),
    'MalformedXML',
  ],
  [
    'inventory&id=one',
    'a destination that is no ARN',
    into('<Bucket>reports</Bucket><Format>CSV</Format>'),
    'InvalidS3DestinationBucket',
  ],
  [
    'inventory&id=one',
    'two encryptions',
    into(`${DESTINATION}<Encryption><SSE-S3/><SSE-KMS><KeyId>a</KeyId></SSE-KMS></Encryption>`),
    'MalformedXML',
  ],
  ['metrics&id=one', 'another id', '<Id>two</Id>', 'IdMismatch'],
  [
    'metrics&id=one',
    'a prefix and a tag beside each other',
    `<Id>one</Id><Filter><Prefix>a</Prefix>${TAG}</Filter>`,
    'MalformedXML',
  ],
  ['analytics&id=one', 'no analysis', '<Id>one</Id>', 'MalformedXML'],
  ['intelligent-tiering&id=one', 'too few days', tiering('ARCHIVE_ACCESS', 89), 'InvalidArgument'],
  ['intelligent-tiering&id=one', 'an unknown tier', tiering('COLD', 90), 'MalformedXML'],
];

const TAKEN: readonly (readonly [string, string, string])[] = [
  ['lifecycle', 'days', rule(`<ID>a</ID>${DAYS}`)],
  ['lifecycle', 'a prefix as it was before filters', rule(`<ID>a</ID>${DAYS}`, '<Prefix>a</Prefix>')],
  [
    'lifecycle',
    'delete markers',
    `<Rule><ID>a</ID><Status>Disabled</Status><Filter/><Expiration><ExpiredObjectDeleteMarker>true</ExpiredObjectDeleteMarker></Expiration></Rule>`,
  ],
  [
    'lifecycle',
    'a transition at once',
    rule('<ID>a</ID><Transition><Days>0</Days><StorageClass>GLACIER</StorageClass></Transition>'),
  ],
  [
    'lifecycle',
    'sizes and tags',
    rule(`<ID>a</ID>${DAYS}`, `<Filter><And>${TAG}<ObjectSizeGreaterThan>1</ObjectSizeGreaterThan></And></Filter>`),
  ],
  [
    'lifecycle',
    'old versions',
    rule(
      '<ID>a</ID><NoncurrentVersionExpiration><NoncurrentDays>1</NoncurrentDays><NewerNoncurrentVersions>3</NewerNoncurrentVersions></NoncurrentVersionExpiration>',
    ),
  ],
  [
    'cors',
    'all there is',
    cors(
      `<ID>a</ID>${GET}${ORIGIN}<AllowedHeader>x-*</AllowedHeader><ExposeHeader>etag</ExposeHeader><MaxAgeSeconds>10</MaxAgeSeconds>`,
    ),
  ],
  ['ownershipControls', 'an owner', '<Rule><ObjectOwnership>ObjectWriter</ObjectOwnership></Rule>'],
  ['notification', 'nothing, which switches it off', ''],
  ['notification', 'EventBridge', '<EventBridgeConfiguration></EventBridgeConfiguration>'],
  ['notification', 'a filter', queue(`<Id>a</Id>${CREATED}${key('Prefix')}`)],
  ['inventory&id=one', 'what it must have', inventory()],
  [
    'inventory&id=one',
    'a key and a field',
    `${inventory({ OptionalFields: '<Field>Size</Field>' })}<Filter><Prefix>a</Prefix></Filter>`,
  ],
  ['metrics&id=one', 'everything', '<Id>one</Id>'],
  ['metrics&id=one', 'a tag', `<Id>one</Id><Filter>${TAG}</Filter>`],
  ['analytics&id=one', 'an analysis', '<Id>one</Id><StorageClassAnalysis></StorageClassAnalysis>'],
  ['intelligent-tiering&id=one', 'days enough', tiering('ARCHIVE_ACCESS', 90)],
];

describe('a document of a bucket', () => {
  it.each(REFUSED)('is refused: %s with %s', async (subResource, _, content, code) => {
    const answer = await send(subResource, content);
    expect({ status: answer.status, code: answer.code }).toEqual({ status: 400, code });
  });

  it.each(TAKEN)('is taken and comes back as it was: %s with %s', async (subResource, _, content) => {
    expect((await send(subResource, content)).status).toBe(200);
    expect((await ask(running, 'GET', `/${Bucket}?${subResource}`)).body).toContain(content);
  });

  it('that blocks public access has all four settings: what was left out is false', async () => {
    await send('publicAccessBlock', '<BlockPublicPolicy>true</BlockPublicPolicy>');
    const { PublicAccessBlockConfiguration } = await running.s3().send(new S3.GetPublicAccessBlockCommand({ Bucket }));
    expect(PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: false,
      IgnorePublicAcls: false,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: false,
    });
  });
});
