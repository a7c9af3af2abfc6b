import { describe, expect, it } from '@jest/globals';
import { accountCheck } from '../../../../runner/checks/caller/account';
import { copyPermissionsCheck } from '../../../../runner/checks/copy/copy-permissions';
import type { Aws } from '../../../../runner/ports/aws';
import { RunnerError } from '../../../../runner/ports/errors';
import { ACCOUNT } from '../../fakes/fake-world';
import { OTHER, said, type CopyGiven } from './copy-checks';

/** IAM allows all but these. */
const lacking = (...actions: readonly string[]) => ({
  between: (aws: Aws): Aws => ({
    ...aws,
    permissions: {
      ...aws.permissions,
      simulate: (_principal, questions) =>
        Promise.resolve(
          questions.map(({ action }) => ({
            decision: actions.includes(action) ? ('implicitDeny' as const) : ('allowed' as const),
            missingKeys: [],
          })),
        ),
    },
  }),
});

const asking = (arn: string): CopyGiven => ({
  change: (world) => void (world.identity = { accountId: arn.split(':')[4] ?? '', arn }),
});

const unreadable: CopyGiven = {
  between: (aws) => {
    const no = (): Promise<never> => Promise.reject(new RunnerError('denied', 'IAM: AccessDenied'));
    return { ...aws, permissions: { simulate: no, policiesOf: no } };
  },
};

describe('the permissions of whoever copies', () => {
  it('are there', async () => {
    expect(await said(copyPermissionsCheck)).toEqual([
      expect.stringMatching(/^ok: copier \S+:user\/somebody: \d+ perm/),
    ]);
  });

  it.each([
    ['s3:GetObject', /^wrong: the copier \S+ lacks s3:GetObject on arn:aws:s3:::src\/folder\/\*: none of its policies/],
    ['s3:PutObject', /^wrong: the copier \S+ lacks s3:PutObject on arn:aws:s3:::dst\/folder\/\*/],
    ['s3:PutObjectTagging', /^could-not-check: .*only objects with tags need it$/],
    ['s3:AbortMultipartUpload', /^could-not-check: .*only objects that are copied in parts need it$/],
    ['s3:GetObjectAnnotation', /^could-not-check: .*whether an object has annotations/],
  ])('lack %s', async (action, expected) => {
    expect(await said(copyPermissionsCheck, lacking(action))).toEqual([expect.stringMatching(expected)]);
  });

  it('are asked for what the copy is asked to do, and for nothing else', async () => {
    const lock = lacking('s3:PutObjectRetention');
    expect(await said(copyPermissionsCheck, lock)).toEqual([expect.stringMatching(/^ok/)]);
    expect(await said(copyPermissionsCheck, { ...lock, run: { copyUses: ['lock'] } })).toEqual([
      expect.stringMatching(/^wrong: .*lacks s3:PutObjectRetention/),
    ]);
  });

  it('are not known where IAM may not be asked', async () => {
    expect((await said(copyPermissionsCheck, unreadable)).every((line) => line.startsWith('could-not-check'))).toBe(
      true,
    );
  });

  it.each([
    ['the root of the account', `arn:aws:iam::${ACCOUNT}:root`, /^ok: /],
    ['a federated user', `arn:aws:sts::${ACCOUNT}:federated-user/x`, /^could-not-check: .*neither a user nor a role/],
    [
      'a session of a role that is not found',
      `arn:aws:sts::${ACCOUNT}:assumed-role/gone/x`,
      /^could-not-check: the role/,
    ],
  ])('of %s', async (_, arn, expected) => {
    expect(await said(copyPermissionsCheck, asking(arn))).toEqual([expect.stringMatching(expected)]);
  });

  it('may be those of another account than the source has', async () => {
    const theirs = asking(`arn:aws:iam::${OTHER}:user/somebody`);
    expect(await said(accountCheck, theirs)).toEqual([expect.stringMatching(`^ok: account ${OTHER}`)]);
  });
});
