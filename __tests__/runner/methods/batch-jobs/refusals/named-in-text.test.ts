// What AWS names in a refusal.
import { describe, expect, it } from '@jest/globals';
import { namedIn, withoutNames } from '../../../../../runner/methods/batch-jobs/refusals/named-in-text';

const ROLE = 'arn:aws:iam::111122223333:role/path/job';
const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';

describe('a text of AWS', () => {
  it('names the action, the role and the key', () => {
    expect(namedIn(`The role ${ROLE} is not allowed kms:Decrypt on ${KEY}.`)).toEqual({
      actions: ['kms:Decrypt'],
      principalArn: ROLE,
      resourceArn: KEY,
    });
  });

  it('names the caller, what is passed, and the policy that stands against it', () => {
    const user = 'arn:aws:sts::111122223333:assumed-role/ci/session@1';
    const text = `User: ${user} is not authorized to perform: iam:PassRole on resource: ${ROLE} because no identity-based policy allows the iam:PassRole action`;
    expect(namedIn(text)).toEqual({
      actions: ['iam:PassRole'],
      principalArn: user,
      resourceArn: ROLE,
      policy: { kind: 'identity-based policy', denies: false },
    });
  });

  it.each([
    'identity-based policy',
    'resource-based policy',
    'service control policy',
    'resource control policy',
    'permissions boundary',
    'session policy',
    'VPC endpoint policy',
  ])('names a Deny in a %s', (kind) => {
    const { policy } = namedIn(`not authorized to perform: s3:PutObject with an explicit deny in a ${kind}`);
    expect(policy).toEqual({ kind, denies: true });
  });

  it('names a quoted resource without its quotes, and no action that is part of a key', () => {
    const text = 'not authorized to perform: s3:PutObject on resource: "arn:aws:s3:::src/kms:Decrypt/a"';
    expect(namedIn(text)).toEqual({ actions: ['s3:PutObject'], resourceArn: 'arn:aws:s3:::src/kms:Decrypt/a' });
  });

  it('names a key alone, and nothing in plain prose', () => {
    expect(namedIn(`The key ${KEY} of the replica is disabled`)).toEqual({ actions: [], resourceArn: KEY });
    expect(namedIn('Object is not eligible for replication')).toEqual({ actions: [] });
  });

  it('is read without the names that people have given', () => {
    expect(withoutNames(`the bucket my-report.bucket, the role ${ROLE}, more than 30 days`)).toBe(
      'the bucket (name), the role (arn), more than 30 days',
    );
  });
});
