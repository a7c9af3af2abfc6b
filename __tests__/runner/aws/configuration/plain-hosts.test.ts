// Hosts that are told without the SDK are those that the SDK tells; all others are left to it.
import { S3Client } from '@aws-sdk/client-s3';
import { STSClient } from '@aws-sdk/client-sts';
import { describe, expect, it } from '@jest/globals';
import { endpoints } from '../../../../runner/aws/configuration/endpoints';
import { plainBucketHost, plainStsHost } from '../../../../runner/aws/configuration/plain-hosts';

const REGIONS = ['us-east-1', 'us-west-2', 'eu-central-1', 'ap-southeast-7', 'me-south-1', 'mx-central-1', 'ca-west-1'];
const LOCAL = ['http://127.0.0.1:4566', 'https://localhost:9000/', 'http://[::1]:80/base'];

function toldBySdk(Bucket: string, Region: string, Endpoint?: string): URL {
  const { endpointProvider } = new S3Client({ region: Region }).config;
  const own = Endpoint === undefined ? {} : { Endpoint, ForcePathStyle: true };
  return endpointProvider({ Bucket, Region, UseFIPS: false, UseDualStack: false, ...own }).url;
}

/** As requests are made of it. */
const base = (url: URL | undefined): string | undefined => url && url.origin + url.pathname.replace(/\/$/, '');

describe('the host of a bucket', () => {
  it.each(REGIONS)('in %s is that of the SDK', (region) => {
    for (const bucket of ['a-bucket', '3buckets', 'abc', 'l'.repeat(63)])
      expect(base(plainBucketHost(bucket, region, undefined))).toBe(base(toldBySdk(bucket, region)));
  });

  it.each(LOCAL)('on this machine (%s) is that of the SDK', (endpoint) => {
    for (const bucket of ['a-bucket', 'with.dots', 'Under_score'])
      expect(base(plainBucketHost(bucket, 'eu-west-1', endpoint))).toBe(base(toldBySdk(bucket, 'eu-west-1', endpoint)));
  });

  it.each([
    ['with dots', 'with.dots', 'eu-west-1', undefined],
    ['of another kind', 'directory--euw1-az1--x-s3', 'eu-west-1', undefined],
    ['that is an access point', 'arn:aws:s3:eu-west-1:123456789012:accesspoint/a', 'eu-west-1', undefined],
    ['in China', 'a-bucket', 'cn-north-1', undefined],
    ['in GovCloud', 'a-bucket', 'us-gov-west-1', undefined],
    ['in no Region', 'a-bucket', 'moon-1.evil.example/', undefined],
    ['on a server elsewhere', 'a-bucket', 'eu-west-1', 'https://storage.example'],
    ['whose name leaves the path', '..', 'eu-west-1', 'http://127.0.0.1:4566'],
  ])('%s is left to the SDK', (_title, bucket, region, endpoint) => {
    expect(plainBucketHost(bucket, region, endpoint)).toBeUndefined();
  });
});

describe('the host of STS', () => {
  it.each(REGIONS)('in %s is that of the SDK', (region) => {
    const { endpointProvider } = new STSClient({ region }).config;
    const theirs = endpointProvider({ Region: region, UseFIPS: false, UseDualStack: false, UseGlobalEndpoint: false });
    expect(base(plainStsHost(region, undefined))).toBe(base(theirs.url));
  });

  it('is the endpoint that is configured, where that is on this machine', () => {
    expect(base(plainStsHost('eu-west-1', 'http://127.0.0.1:4566'))).toBe('http://127.0.0.1:4566');
    expect(plainStsHost('eu-west-1', 'https://sts.example')).toBeUndefined();
    expect(plainStsHost('cn-north-1', undefined)).toBeUndefined();
  });
});

describe('the usual hosts', () => {
  const usual = (environment: Record<string, string>, section: Record<string, string> = {}): boolean =>
    endpoints({ profiles: ['ours', 'default'] }, environment, {
      profiles: new Map([['ours', section]]),
      services: new Map(),
    }).areUsual;

  it('are meant unless somebody asks for those of FIPS, or for dual-stack ones', () => {
    expect(usual({ AWS_USE_FIPS_ENDPOINT: 'false' }, { use_dualstack_endpoint: 'false' })).toBe(true);
    expect(usual({ AWS_USE_FIPS_ENDPOINT: 'true' })).toBe(false);
    expect(usual({ AWS_USE_DUALSTACK_ENDPOINT: 'true' })).toBe(false);
    expect(usual({}, { use_fips_endpoint: 'true' })).toBe(false);
  });
});
