/** @group outside */
// boto3: resources, paginators, waiters and transfers, which ask more of S3 than its plain operations.
import path from 'node:path';
import { expect, it } from '@jest/globals';
import { mustRun } from '../../examples/demo/command';
import { describeWith } from '../e2e/setup';
import { PYTHON } from '../examples/guide-world';
import { withEmulator } from './setup';

const SESSION = path.join(__dirname, 'boto3_session.py');

describeWith([PYTHON], 'boto3', () => {
  const local = withEmulator();

  it('gets what it expects from a session with versions, parts, pages and errors', async () => {
    const { aws, folder } = local();
    const { endpoint, region, environment } = aws;
    const { stdout } = await mustRun(PYTHON, [SESSION, endpoint, region], {
      cwd: folder,
      env: { ...environment },
      timeoutSeconds: 90,
    });
    expect(JSON.parse(stdout)).toEqual({
      bodies: ['two!', 'one'],
      large: [6 * 1024 ** 2, '-2'],
      pages: [2, 2, 1],
      absent: 'NoSuchKey',
      full: 'BucketNotEmpty',
      buckets: [],
    });
  }, 120_000);
});
