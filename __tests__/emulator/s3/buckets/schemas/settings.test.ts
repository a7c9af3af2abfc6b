// Settings of a bucket: its website, its logs, its default encryption, its versions, who pays and how fast.
import * as S3 from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bugs, errorOf, startEmulator, type Running } from '../../../running';
import { ask, put } from './wire-document';

const Bucket = 'with-settings';
const KEY = 'arn:aws:kms:us-east-1:111122223333:key/1';

let running: Running;
let s3: S3.S3Client;

beforeAll(async () => {
  running = await startEmulator();
  s3 = running.s3();
  for (const name of [Bucket, 'logs', 'with.periods']) await s3.send(new S3.CreateBucketCommand({ Bucket: name }));
  await s3.send(
    new S3.CreateBucketCommand({
      Bucket: 'far-away',
      CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' },
    }),
  );
  await running.s3({ credentials: running.credentials(1) }).send(new S3.CreateBucketCommand({ Bucket: 'not-mine' }));
});

afterAll(async () => {
  await running.close();
  expect(bugs(running)).toEqual([]);
});

const NAMES: Readonly<Record<string, string>> = {
  website: 'WebsiteConfiguration',
  logging: 'BucketLoggingStatus',
  encryption: 'ServerSideEncryptionConfiguration',
  versioning: 'VersioningConfiguration',
  accelerate: 'AccelerateConfiguration',
  requestPayment: 'RequestPaymentConfiguration',
};

const send = (subResource: string, content: string, bucket = Bucket) =>
  put(running, `/${bucket}?${subResource}`, NAMES[subResource] ?? '', content);

/** What GET answers, or the code of its error. */
async function kept(subResource: string): Promise<string> {
  const { code, body } = await ask(running, 'GET', `/${Bucket}?${subResource}`);
  return code === '' ? body : code;
}

const INDEX = '<IndexDocument><Suffix>i.html</Suffix></IndexDocument>';
const TO = '<RedirectAllRequestsTo><HostName>example.com</HostName></RedirectAllRequestsTo>';
const rules = (...all: readonly string[]): string =>
  `${INDEX}<RoutingRules>${all.map((one) => `<RoutingRule>${one}</RoutingRule>`).join('')}</RoutingRules>`;
const redirect = (content: string): string => `<Redirect>${content}</Redirect>`;
const HOST = redirect('<HostName>a</HostName>');
const logging = (bucket: string, content = ''): string =>
  `<LoggingEnabled><TargetBucket>${bucket}</TargetBucket><TargetPrefix></TargetPrefix>${content}</LoggingEnabled>`;
const encryption = (content: string, beside = ''): string =>
  `<Rule><ApplyServerSideEncryptionByDefault>${content}</ApplyServerSideEncryptionByDefault>${beside}</Rule>`;
const AES = '<SSEAlgorithm>AES256</SSEAlgorithm>';
const blocking = (type: string): string =>
  `<BlockedEncryptionTypes><EncryptionType>${type}</EncryptionType></BlockedEncryptionTypes>`;
const format = (content: string): string => `<TargetObjectKeyFormat>${content}</TargetObjectKeyFormat>`;

const REFUSED: readonly (readonly [string, string, string, string])[] = [
  ['website', 'nothing', '', 'MalformedXML'],
  ['website', 'an error page alone', '<ErrorDocument><Key>e</Key></ErrorDocument>', 'InvalidArgument'],
  ['website', 'an index in a folder', INDEX.replace('i.html', 'a/i.html'), 'InvalidArgument'],
  ['website', 'an index without a name', INDEX.replace('i.html', ''), 'InvalidArgument'],
  ['website', 'an error page without a key', `${INDEX}<ErrorDocument/>`, 'MalformedXML'],
  ['website', 'a redirect of all requests, and an index', INDEX + TO, 'InvalidArgument'],
  ['website', 'a redirect to no host', '<RedirectAllRequestsTo/>', 'MalformedXML'],
  ['website', 'a redirect by ftp', TO.replace('</HostName>', '</HostName><Protocol>ftp</Protocol>'), 'InvalidRequest'],
  ['website', 'an unknown element', `${INDEX}<Color>red</Color>`, 'MalformedXML'],
  ['website', 'no rule among its rules', rules(), 'MalformedXML'],
  ['website', 'a rule that leads nowhere', rules('<Condition/>'), 'MalformedXML'],
  ['website', 'an empty condition', rules(`<Condition/>${HOST}`), 'InvalidRequest'],
  ['website', 'more than fifty rules', rules(...Array<string>(51).fill(HOST)), 'InvalidRequest'],
  [
    'website',
    'a redirect with status 300',
    rules(redirect('<HttpRedirectCode>300</HttpRedirectCode>')),
    'InvalidRequest',
  ],
  [
    'website',
    'two new keys in one redirect',
    rules(redirect('<ReplaceKeyPrefixWith>a</ReplaceKeyPrefixWith><ReplaceKeyWith>b</ReplaceKeyWith>')),
    'InvalidRequest',
  ],
  [
    'website',
    'a condition on what is no error',
    rules(`<Condition><HttpErrorCodeReturnedEquals>302</HttpErrorCodeReturnedEquals></Condition>${HOST}`),
    'InvalidRequest',
  ],
  ['logging', 'no prefix', '<LoggingEnabled><TargetBucket>logs</TargetBucket></LoggingEnabled>', 'MalformedXML'],
  ['logging', 'an unknown element', logging('logs', '<Color>red</Color>'), 'MalformedXML'],
  ['logging', 'a bucket that is not there', logging('nowhere'), 'InvalidTargetBucketForLogging'],
  ['logging', 'a bucket of another account', logging('not-mine'), 'InvalidTargetBucketForLogging'],
  ['logging', 'two forms of keys', logging('logs', format('<SimplePrefix/><PartitionedPrefix/>')), 'MalformedXML'],
  [
    'logging',
    'dates of nothing',
    logging('logs', format('<PartitionedPrefix><PartitionDateSource>Now</PartitionDateSource></PartitionedPrefix>')),
    'MalformedXML',
  ],
  ['encryption', 'no rule', '', 'MalformedXML'],
  ['encryption', 'two rules', encryption(AES).repeat(2), 'MalformedXML'],
  ['encryption', 'a rule without a default', '<Rule><BucketKeyEnabled>true</BucketKeyEnabled></Rule>', 'MalformedXML'],
  ['encryption', 'no algorithm', encryption('<KMSMasterKeyID>a</KMSMasterKeyID>'), 'MalformedXML'],
  ['encryption', 'an unknown algorithm', encryption('<SSEAlgorithm>AES512</SSEAlgorithm>'), 'MalformedXML'],
  ['encryption', 'a key of KMS for AES256', encryption(`${AES}<KMSMasterKeyID>a</KMSMasterKeyID>`), 'InvalidArgument'],
  [
    'encryption',
    'a bucket key of neither kind',
    encryption(AES, '<BucketKeyEnabled>1</BucketKeyEnabled>'),
    'MalformedXML',
  ],
  ['encryption', 'an unknown type to block', encryption(AES, blocking('SSE-S3')), 'MalformedXML'],
  ['versioning', 'nothing', '', 'IllegalVersioningConfigurationException'],
  ['versioning', 'an unknown status', '<Status>enabled</Status>', 'MalformedXML'],
  ['versioning', 'an unknown element', '<Status>Enabled</Status><Color>red</Color>', 'MalformedXML'],
  ['versioning', 'an unknown MFA delete', '<Status>Enabled</Status><MfaDelete>On</MfaDelete>', 'MalformedXML'],
  ['accelerate', 'nothing', '', 'MalformedXML'],
  ['accelerate', 'an unknown status', '<Status>Disabled</Status>', 'MalformedXML'],
  ['accelerate', 'two states', '<Status>Enabled</Status><Status>Suspended</Status>', 'MalformedXML'],
  ['requestPayment', 'nothing', '', 'MalformedXML'],
  ['requestPayment', 'an unknown payer', '<Payer>Nobody</Payer>', 'MalformedXML'],
];

const TAKEN: readonly (readonly [string, string, string])[] = [
  ['website', 'an index and an error page', `<ErrorDocument><Key>e</Key></ErrorDocument>${INDEX}`],
  ['website', 'a redirect of all requests', TO],
  [
    'website',
    'a rule',
    rules(`<Condition><KeyPrefixEquals>a</KeyPrefixEquals></Condition>${redirect('<Protocol>https</Protocol>')}`),
  ],
  ['logging', 'a bucket', logging('logs')],
  ['logging', 'keys by date', logging('logs', format('<SimplePrefix></SimplePrefix>'))],
  [
    'encryption',
    'a key of KMS',
    encryption(`<SSEAlgorithm>aws:kms</SSEAlgorithm><KMSMasterKeyID>${KEY}</KMSMasterKeyID>`),
  ],
  ['encryption', 'customers’ keys for all', encryption(AES, blocking('NONE'))],
  ['versioning', 'no MFA delete', '<Status>Enabled</Status>'],
  ['accelerate', 'a status', '<Status>Suspended</Status>'],
  ['requestPayment', 'a payer', '<Payer>Requester</Payer>'],
];

describe('a setting of a bucket', () => {
  it.each(REFUSED)('is refused: %s with %s', async (subResource, _, content, code) => {
    const before = await kept(subResource);
    const answer = await send(subResource, content);
    expect({ status: answer.status, code: answer.code }).toEqual({ status: 400, code });
    expect(await kept(subResource)).toBe(before);
  });

  it.each(TAKEN)('is taken and comes back as it was: %s with %s', async (subResource, _, content) => {
    expect((await send(subResource, content)).status).toBe(200);
    expect((await ask(running, 'GET', `/${Bucket}?${subResource}`)).body).toContain(content);
  });

  it('that logs into another Region is prohibited, and says where the target is', async () => {
    const { status, code, body } = await send('logging', logging('far-away'));
    expect({ status, code }).toEqual({ status: 403, code: 'CrossLocationLoggingProhibitted' });
    expect(body).toContain('<TargetBucketLocation>eu-west-1</TargetBucketLocation>');
  });

  it('with grants on the logs is taken only where the target has ACLs', async () => {
    const grantee = '<Grantee><URI>http://acs.amazonaws.com/groups/s3/LogDelivery</URI></Grantee>';
    const grants = `<TargetGrants><Grant>${grantee}<Permission>READ_ACP</Permission></Grant></TargetGrants>`;
    expect(await send('logging', logging('logs', grants))).toMatchObject({ status: 501 });
    const OwnershipControls = { Rules: [{ ObjectOwnership: 'BucketOwnerPreferred' as const }] };
    await s3.send(new S3.PutBucketOwnershipControlsCommand({ Bucket: 'logs', OwnershipControls }));
    expect(await send('logging', logging('logs', grants))).toMatchObject({ status: 200 });
  });

  it('that accelerates is not for buckets with periods in their names', async () => {
    expect(await send('accelerate', '<Status>Enabled</Status>', 'with.periods')).toMatchObject({
      status: 400,
      code: 'InvalidRequest',
    });
  });

  it('that blocks customers’ keys refuses those who write with one, and nobody else', async () => {
    await send('encryption', encryption(AES, blocking('SSE-C')));
    const key = Buffer.alloc(32, 7);
    const customer = { SSECustomerAlgorithm: 'AES256', SSECustomerKey: key.toString('base64') };
    const write = (more: Partial<S3.PutObjectCommandInput>) =>
      s3.send(new S3.PutObjectCommand({ Bucket, Key: 'a', Body: 'x', ...more }));
    expect(await errorOf(write(customer))).toMatchObject({ name: 'AccessDenied' });
    await write({});
    await send('encryption', encryption(AES, blocking('NONE')));
    await write(customer);
  });
});
