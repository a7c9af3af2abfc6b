import { describe, expect, it } from '@jest/globals';
import { copyVersioningCheck } from '../../../../runner/checks/copy/copy-versioning';
import { RunnerError } from '../../../../runner/ports/errors';
import type { Versioning } from '../../../../runner/ports/s3/buckets';
import { said, type CopyGiven } from './copy-checks';

const keeping = (versioning: Versioning | RunnerError): CopyGiven => ({
  run: { copyUses: ['all versions'] },
  between: (aws) => ({
    ...aws,
    buckets: {
      ...aws.buckets,
      versioning: () => (versioning instanceof RunnerError ? Promise.reject(versioning) : Promise.resolve(versioning)),
    },
  }),
});

describe('versions that are to be copied', () => {
  it.each([
    ['are kept where versioning is enabled', keeping('Enabled'), [/^ok: /]],
    ['take the place of each other where it is suspended', keeping('Suspended'), [/^wrong: .*suspended: each copy/]],
    [
      'may not be kept, which is not known',
      keeping(new RunnerError('denied', 'S3')),
      [/^could-not-check: .*s3:GetBucketVersioning/],
    ],
    ['are none', {}, []],
  ])('%s', async (_, given, expected) => {
    expect(await said(copyVersioningCheck, given)).toEqual(expected.map((one) => expect.stringMatching(one)));
  });
});
