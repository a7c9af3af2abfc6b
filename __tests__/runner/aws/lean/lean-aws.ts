// The emulator, as the runner connects to it, for tests of the lean client.
import type { S3Client } from '@aws-sdk/client-s3';
import { expect } from '@jest/globals';
import { connect } from '../../../../runner/aws/connect';
import type { Aws } from '../../../../runner/ports/aws';
import { bugs, startEmulator, type Running } from '../../../emulator/running';

export interface LeanAws {
  readonly running: Running;
  readonly s3: S3Client;
  readonly aws: Aws;
  /** The emulator must not have had a fault of its own. */
  close(): Promise<void>;
}

export async function leanAws(): Promise<LeanAws> {
  const running = await startEmulator({});
  const { accessKeyId, secretAccessKey } = running.credentials(0);
  process.env['AWS_ACCESS_KEY_ID'] = accessKeyId;
  process.env['AWS_SECRET_ACCESS_KEY'] = secretAccessKey;
  const { endpoint, region } = running.emulator;
  const aws = await connect({ region, endpointUrl: endpoint, signal: new AbortController().signal }, {});
  return {
    running,
    s3: running.s3(),
    aws,
    async close() {
      aws.close();
      expect(bugs(running)).toEqual([]);
      await running.close();
    },
  };
}
