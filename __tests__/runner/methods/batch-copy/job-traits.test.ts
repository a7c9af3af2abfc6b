// What a job is told of its copies, and that it says the same.
import { describe, expect, it } from '@jest/globals';
import { optionsIn, traitsIn } from '../../../../runner/methods/batch-copy/job-traits';
import type { CopyOptions } from '../../../../runner/plan/copy-options';
import { membersOf } from '../../../../runner/ports/batch/shown-members';

const HEADERS = {
  'content-type': 'text/html',
  'cache-control': 'max-age=60',
  expires: 'Sun, 31 Jan 2027 00:00:00 GMT',
};

describe('what a job is told of its copies', () => {
  it('is nothing where they are what their sources are', () => {
    expect([traitsIn({}), optionsIn({})]).toEqual([{}, {}]);
  });

  it('is metadata and tags in place of all, as S3 names them', () => {
    const told = traitsIn({ newMetadata: { headers: HEADERS, user: { of: 'it' } }, newTags: { team: 'a' } });
    expect(told).toEqual({
      MetadataDirective: 'REPLACE',
      NewObjectMetadata: {
        ContentType: 'text/html',
        CacheControl: 'max-age=60',
        HttpExpiresDate: '2027-01-31T00:00:00.000Z',
        UserMetadata: { of: 'it' },
      },
      NewObjectTagging: [{ Key: 'team', Value: 'a' }],
    });
  });

  it.each<readonly [string, CopyOptions]>([
    ['a class and a key', { storageClass: 'STANDARD_IA', encryption: { algorithm: 'aws:kms', kmsKeyArn: 'key' } }],
    ['SSE-S3', { encryption: { algorithm: 'AES256' } }],
    ['headers alone', { newMetadata: { headers: HEADERS, user: {} } }],
    ['tags, one of them without a value', { newTags: { team: 'a', done: '' } }],
    [
      'all of it',
      {
        encryption: { algorithm: 'aws:kms', kmsKeyArn: 'key' },
        newMetadata: { headers: HEADERS, user: { of: 'it', to: 'her' } },
        newTags: { team: 'a' },
      },
    ],
  ])('is told again by the job: %s', (_name, options) => {
    const { storageClass, ...rest } = options;
    const shown = membersOf({
      ...traitsIn(rest),
      ...(storageClass === undefined ? {} : { StorageClass: storageClass }),
    });
    expect(optionsIn(shown)).toEqual(options);
  });
});
