// Why a task of a job that copies has failed, where a role copies and nobody copies in parts.
import { describe, expect, it } from '@jest/globals';
import { copyTaskCause } from '../../../../runner/methods/batch-copy/causes';
import { namedIn } from '../../../../runner/methods/batch-jobs/refusals/named-in-text';
import { startTally } from '../../../../runner/methods/batch-jobs/report/tally';

const cause = (code: string, message = ''): ReturnType<typeof copyTaskCause> =>
  copyTaskCause(code, namedIn(message), message);

describe('the cause of a failed copy', () => {
  it('is what the copy role lacks, where S3 names it', () => {
    const message =
      'User: arn:aws:sts::111122223333:assumed-role/copies/s is not authorized to perform: s3:PutObject on resource: "arn:aws:s3:::dst/a" because no identity-based policy allows the s3:PutObject action';
    expect(cause('AccessDenied', message)).toMatchObject({
      meaning: expect.stringMatching(/lacks s3:PutObject on the destination objects$/),
      retriable: 'after-remedy',
    });
  });

  it.each([
    ['AccessDenied', '', /the copy role needs .*s3:GetObject.*s3:PutObject/s, 'after-remedy'],
    [
      'InvalidRequest',
      'The specified copy source is larger than the maximum allowable size',
      /copies in parts/,
      'never',
    ],
    [
      'InvalidRequest',
      'This copy request is illegal because it is trying to copy an object to itself without changing',
      /change the storage class/,
      'after-remedy',
    ],
    ['InvalidObjectState', '', /copy --restored/, 'after-remedy'],
    ['NoSuchKey', '', /deleted on purpose/, 'never'],
    ['PermanentRedirect', '', /Region of the destination/, 'after-remedy'],
    ['SlowDown', '', /run again/, 'now'],
    ['SomethingNew', '', /read the message/, 'unknown'],
  ])('of %s (%s) says what to do', (code, message, remedy, retriable) => {
    expect(cause(code, message)).toMatchObject({ remedy: expect.stringMatching(remedy), retriable });
  });

  it('is told apart where S3 has one code for several', () => {
    const tally = startTally('', undefined, copyTaskCause);
    const row = (key: string, message: string): unknown =>
      tally.add({ bucket: 'src', key, versionId: '', succeeded: false, code: 'InvalidRequest', message });
    row('a', 'The specified copy source is larger than the maximum allowable size');
    row('b', 'it is trying to copy an object to itself without changing');
    expect(tally.causes().map(({ count, retriable }) => [count, retriable])).toEqual([
      [1, 'never'],
      [1, 'after-remedy'],
    ]);
  });
});
