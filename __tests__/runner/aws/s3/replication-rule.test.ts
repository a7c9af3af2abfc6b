// Replication rules as S3 writes them in XML, read through the real adapter: nothing in a filter is dropped without a word.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { connect } from '../../../../runner/aws/connect';
import type { Aws } from '../../../../runner/ports/aws';
import type { ReplicationRule } from '../../../../runner/ports/s3/replication';

let server: Server;
let aws: Aws;
let rules = '';

beforeEach(async () => {
  server = createServer((request, response) => {
    response.setHeader('x-amz-bucket-region', 'eu-west-1');
    response.end(
      request.method === 'HEAD'
        ? undefined
        : `<ReplicationConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Role>arn:aws:iam::111122223333:role/r</Role>${rules}</ReplicationConfiguration>`,
    );
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  process.env['AWS_ACCESS_KEY_ID'] = 'AKIAIOSFODNN7EXAMPLE';
  process.env['AWS_SECRET_ACCESS_KEY'] = 'secret';
  const endpointUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  aws = await connect({ region: 'eu-west-1', endpointUrl, signal: new AbortController().signal }, {});
});
afterEach(async () => {
  aws.close();
  await new Promise((resolve) => void server.close(resolve));
});

async function read(filter: string, destination = ''): Promise<ReplicationRule | undefined> {
  rules = `<Rule><ID>r</ID><Priority>1</Priority><Status>Enabled</Status>${filter}<DeleteMarkerReplication><Status>Disabled</Status></DeleteMarkerReplication><Destination><Bucket>arn:aws:s3:::dst</Bucket>${destination}</Destination></Rule>`;
  return (await aws.buckets.replication('src'))?.rules[0];
}

const tag = (key: string, value: string): string => `<Tag><Key>${key}</Key><Value>${value}</Value></Tag>`;

describe('the filter of a rule', () => {
  it.each<[string, string, ReplicationRule['excluded']]>([
    ['nothing', '<Filter><Prefix>a/</Prefix></Filter>', undefined],
    ['a prefix', '<Filter><Not><Prefix>tmp/</Prefix></Not></Filter>', { prefixes: ['tmp/'], tags: [] }],
    [
      'a tag',
      `<Filter><Not>${tag('copy', 'no')}</Not></Filter>`,
      { prefixes: [], tags: [{ key: 'copy', value: 'no' }] },
    ],
    [
      'any of several, beside a prefix that is asked for',
      `<Filter><And><Prefix>a/</Prefix><Not><Or><Prefix>a/tmp/</Prefix><Prefix>a/log/</Prefix>${tag('x', '1')}${tag('x', '2')}</Or></Not></And></Filter>`,
      {
        prefixes: ['a/tmp/', 'a/log/'],
        tags: [
          { key: 'x', value: '1' },
          { key: 'x', value: '2' },
        ],
      },
    ],
    [
      'something that is not known here',
      '<Filter><Not><ObjectSizeLessThan>5</ObjectSizeLessThan></Not></Filter>',
      { prefixes: [], tags: [], notUnderstood: true },
    ],
  ])('excludes %s', async (_what, filter, excluded) => {
    expect((await read(filter))?.excluded).toEqual(excluded);
  });

  it('keeps what is asked for beside what is excluded', async () => {
    const found = await read(
      `<Filter><And><Prefix>a/</Prefix>${tag('copy', 'yes')}<Not><Prefix>a/tmp/</Prefix></Not></And></Filter>`,
    );
    expect(found).toMatchObject({ prefix: 'a/', tags: { copy: 'yes' }, excluded: { prefixes: ['a/tmp/'] } });
  });
});

describe('the key of the replicas', () => {
  const encryption = (inside: string): string => `<EncryptionConfiguration>${inside}</EncryptionConfiguration>`;

  it('may be the multi-Region key that is related to the key of the source, and is then not named', async () => {
    const own = '<UseSourceMultiRegionKey><Status>Enabled</Status></UseSourceMultiRegionKey>';
    const found = await read('<Filter/>', encryption(own));
    expect(found).toMatchObject({ sourceMultiRegionKey: true });
    expect(found).not.toHaveProperty('replicaKmsKeyArn');
  });

  it('is the one that the rule names', async () => {
    const found = await read('<Filter/>', encryption('<ReplicaKmsKeyID>arn:key</ReplicaKmsKeyID>'));
    expect(found).toMatchObject({ replicaKmsKeyArn: 'arn:key' });
    expect(found).not.toHaveProperty('sourceMultiRegionKey');
  });
});

describe('what S3 does not say of a rule', () => {
  const FILTER = '<Filter><Prefix>folder/</Prefix></Filter>';
  const DESTINATION = '<Destination><Bucket>arn:aws:s3:::dst</Bucket></Destination>';
  const whole = `<ID>r</ID><Priority>1</Priority><Status>Enabled</Status>${FILTER}${DESTINATION}`;

  it.each<[string, string, string]>([
    ['its status', '<Status>Enabled</Status>', "the status of rule 'r'"],
    ['its priority, beside a filter', '<Priority>1</Priority>', "the priority of rule 'r'"],
    ['its destination', DESTINATION, "the destination of rule 'r'"],
  ])('is unknown, and no default: %s', async (_what, element, words) => {
    rules = `<Rule>${whole.replace(element, '')}</Rule>`;
    await expect(aws.buckets.replication('src')).rejects.toThrow(words);
  });

  it('is no priority in the older schema, which has no filter', async () => {
    rules = `<Rule><ID>r</ID><Status>Enabled</Status><Prefix>folder/</Prefix>${DESTINATION}</Rule>`;
    expect((await aws.buckets.replication('src'))?.rules[0]).toMatchObject({ priority: 0, prefix: 'folder/' });
  });

  it('is no word for off where the word is not known', async () => {
    rules = `<Rule>${whole.replace('Enabled', 'Paused')}</Rule>`;
    await expect(aws.buckets.replication('src')).rejects.toThrow(
      "'Paused', which this version of s3-backfill does not know",
    );
  });
});
