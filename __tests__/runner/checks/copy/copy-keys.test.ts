import { describe, expect, it } from '@jest/globals';
import { copyKeyPermissionsCheck } from '../../../../runner/checks/copy/copy-key-permissions';
import { copyKeysCheck } from '../../../../runner/checks/copy/copy-keys';
import type { KeyView } from '../../../../runner/ports/keys';
import { RunnerError } from '../../../../runner/ports/errors';
import { ACCOUNT } from '../../fakes/fake-world';
import { said, type CopyGiven } from './copy-checks';

const ARN = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/k`;
const EVERYBODY = {
  Effect: 'Allow',
  Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
  Action: 'kms:*',
  Resource: '*',
};
const POLICY = JSON.stringify({ Version: '2012-10-17', Statement: [EVERYBODY] });

/** The destination encrypts by a key; undefined: it is not there. */
const keyed = (key: Partial<KeyView> | undefined | RunnerError, arn = ARN): CopyGiven => ({
  settings: {
    encryption: (bucket) =>
      Promise.resolve(bucket === 'dst' ? { algorithm: 'aws:kms', kmsKeyArn: arn, bucketKey: false } : undefined),
  },
  between: (aws) => ({
    ...aws,
    keys: {
      find: () => {
        if (key instanceof RunnerError) return Promise.reject(key);
        const view = { arn, state: 'Enabled', multiRegion: false, policy: POLICY, grants: [], ...key };
        return Promise.resolve(key === undefined ? undefined : view);
      },
    },
  }),
});

/** As if it had been named for the copies. */
const asking = (key: Partial<KeyView> | undefined): CopyGiven => ({
  ...keyed(key),
  run: { copyEncryption: { algorithm: 'aws:kms', kmsKeyArn: ARN } },
});

const DENIED = new RunnerError('denied', 'KMS DescribeKey: AccessDenied');
const NOBODY = JSON.stringify({ Version: '2012-10-17', Statement: [] });

describe('the keys of a copy', () => {
  it.each([
    ['are enabled', keyed({}), [/^ok: .* is Enabled$/]],
    ['are none', {}, []],
    ['are disabled', keyed({ state: 'Disabled' }), [/^wrong: .*KMS.DisabledException$/]],
    ['are waiting for their deletion', keyed({ state: 'PendingDeletion' }), [/^wrong: .*KMSInvalidStateException$/]],
    ['are gone', keyed(undefined), [/^wrong: .* is not there: nothing can be written there$/]],
    ['may not be looked at', keyed(DENIED), [/^could-not-check: .*kms:DescribeKey/]],
    ['are aliases', keyed({}, `arn:aws:kms:eu-west-1:${ACCOUNT}:alias/x`), [/^could-not-check: .* is an alias/]],
    [
      'are gone, and were asked for',
      asking(undefined),
      [/^wrong: the key \S+ of --destination-kms-key is not there: /],
    ],
  ])('%s', async (_, given, expected) => {
    expect(await said(copyKeysCheck, given)).toEqual(expected.map((one) => expect.stringMatching(one)));
  });

  it('are wrong where another account encrypts by the one of AWS', async () => {
    const given: CopyGiven = {
      settings: {
        encryption: (bucket) =>
          Promise.resolve(bucket === 'dst' ? { algorithm: 'aws:kms', bucketKey: false } : undefined),
        isOwnedBy: (bucket) => Promise.resolve(bucket !== 'dst'),
      },
    };
    expect(await said(copyKeysCheck, given)).toEqual([
      expect.stringMatching(/^wrong: .*the key aws\/s3 of its account/),
    ]);
    // Copies that are to be encrypted otherwise never meet it.
    expect(await said(copyKeysCheck, { ...given, run: { copyEncryption: { algorithm: 'AES256' } } })).toEqual([]);
  });
});

describe('the permissions to use them', () => {
  it.each([
    ['are there', keyed({}), [/^ok: /]],
    ['are none where there is no key', {}, []],
    ['are said elsewhere to be in vain where the key is gone', keyed(undefined), []],
    [
      'are not in the policy of the key',
      keyed({ policy: NOBODY }),
      [/^wrong: .*lacks kms:GenerateDataKey on \S+: the policy of the key/],
    ],
  ])('%s', async (_, given, expected) => {
    expect(await said(copyKeyPermissionsCheck, given)).toEqual(expected.map((one) => expect.stringMatching(one)));
  });
});
