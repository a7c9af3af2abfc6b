import { describe, expect, it } from '@jest/globals';
import { copyAclsCheck } from '../../../../runner/checks/copy/copy-acls';
import { RunnerError } from '../../../../runner/ports/errors';
import { said, type CopyGiven } from './copy-checks';

const DENIED = new RunnerError('denied', 'S3: AccessDenied');
const keeping = (ownership: string | RunnerError): CopyGiven => ({
  run: { copyUses: ['acl'] },
  settings: {
    ownership: () => (ownership instanceof RunnerError ? Promise.reject(ownership) : Promise.resolve(ownership)),
  },
});

describe('ACLs that are to be kept', () => {
  it.each([
    ['are taken where they are on', keeping('ObjectWriter'), [/^ok: /]],
    ['are refused where they are off', keeping('BucketOwnerEnforced'), [/^wrong: .*AccessControlListNotSupported$/]],
    ['are not known of', keeping(DENIED), [/^could-not-check: .*s3:GetBucketOwnershipControls/]],
    ['are none', {}, []],
  ])('%s', async (_, given, expected) => {
    expect(await said(copyAclsCheck, given)).toEqual(expected.map((one) => expect.stringMatching(one)));
  });
});
