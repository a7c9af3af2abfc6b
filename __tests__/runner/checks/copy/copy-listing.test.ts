import { describe, expect, it } from '@jest/globals';
import { copyListingCheck } from '../../../../runner/checks/copy/copy-listing';
import { RunnerError } from '../../../../runner/ports/errors';
import { said, type CopyGiven } from './copy-checks';

const DENIED = new RunnerError('denied', 'S3: AccessDenied');

describe('both sides', () => {
  it('are listed', async () => {
    expect(await said(copyListingCheck)).toEqual([
      "ok: source 'src' under 'folder/'",
      "ok: destination 'dst' under 'folder/'",
    ]);
  });

  it('are wrong where S3 does not let them be listed', async () => {
    const between: CopyGiven['between'] = (aws) => ({
      ...aws,
      objects: {
        ...aws.objects,
        below: (bucket, ...more) => (bucket === 'dst' ? Promise.reject(DENIED) : aws.objects.below(bucket, ...more)),
      },
    });
    expect((await said(copyListingCheck, { between }))[1]).toMatch(
      /^wrong: the destination 'dst' .* may not be listed/,
    );
  });
});
