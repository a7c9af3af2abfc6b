// A server that lists the bucket where it is asked for a setting that it does not know.
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { connect } from '../../../../runner/aws/connect';
import type { Aws } from '../../../../runner/ports/aws';

const LISTING =
  '<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>b</Name></ListBucketResult>';

let server: Server;
let aws: Aws;

beforeAll(async () => {
  process.env['AWS_ACCESS_KEY_ID'] = 'AKIAIOSFODNN7EXAMPLE';
  process.env['AWS_SECRET_ACCESS_KEY'] = 'secret';
  server = createServer((request, response) => response.end(request.method === 'HEAD' ? undefined : LISTING));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const endpointUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  aws = await connect({ region: 'us-east-1', endpointUrl, signal: new AbortController().signal }, {});
});
afterAll(async () => {
  aws.close();
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

const ASKED: Readonly<Record<string, (aws: Aws) => Promise<unknown>>> = {
  GetBucketPolicy: ({ bucketSettings }) => bucketSettings.policy('b'),
  GetBucketOwnershipControls: ({ bucketSettings }) => bucketSettings.ownership('b'),
  GetBucketEncryption: ({ bucketSettings }) => bucketSettings.encryption('b'),
  GetBucketLifecycleConfiguration: ({ bucketSettings }) => bucketSettings.lifecycle('b'),
  GetObjectLockConfiguration: ({ bucketSettings }) => bucketSettings.objectLock('b'),
  GetPublicAccessBlock: ({ bucketSettings }) => bucketSettings.blocksPublicAcls('b'),
  GetBucketRequestPayment: ({ bucketSettings }) => bucketSettings.requesterPays('b'),
  GetBucketVersioning: ({ buckets }) => buckets.versioning('b'),
};

it.each(Object.entries(ASKED))('%s: nothing is known of it, and it is not taken for unset', async (operation, ask) => {
  await expect(ask(aws)).rejects.toThrow(
    `S3 ${operation} b: this server does not know the operation: it answered with a listing of the bucket`,
  );
});
