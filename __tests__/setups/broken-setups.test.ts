// What the doctor finds before a job, and what the report says after it: the same thing, for one broken thing after another.
import { afterAll, describe, expect, it } from '@jest/globals';
import { declarationsIn } from '../../docs/tables/declarations';
import { EVERY_CHECK } from '../../runner/checks/every-check';
import { destroyKmsClients } from '../emulator/kms/kms-client';
import { EVERY_BROKEN } from '../runner/checks/setups/every-broken';
import { tryBroken } from '../runner/checks/setups/tried';

/** Codes without a setup of their own, and why. */
const UNFORESEEN: readonly (readonly [code: string, why: string])[] = [
  ['DstMultipartCompleteNotPermitted', 'asks for the same permission as DstMultipartInitNotPermitted'],
  ['DstMultipartUploadNotPermitted', 'asks for the same permission as DstMultipartInitNotPermitted'],
  ['InvalidRequest', 'a manifest with such a row is refused when it is read'],
  ['InternalError', 'passes by itself'],
  ['PermanentFailure', 'S3 itself does not say why'],
  ['ServiceUnavailable', 'passes by itself'],
  ['SlowDown', 'passes by itself'],
  ['SrcBucketInvalidRegion', 'the source bucket in another Region is found first: no job is created'],
  ['SrcBucketNotFound', 'the missing source bucket is found first: no job is created'],
  ['SrcReplicationNotPending', 'the object is replicated between the manifest and the task'],
];

/** Checks that can only say what they could not see, and why. */
const NEVER_WRONG: readonly (readonly [check: string, why: string])[] = [
  ['organization', 'nobody in an account reads the policies above it'],
];

afterAll(destroyKmsClients);

describe('a setup in which one thing is wrong', () => {
  it.each(EVERY_BROKEN.map((one) => [one.name, one] as const))('%s', (_name, one) => tryBroken(one));

  it('is there for every code of a task that can be known before the job', () => {
    const codes = declarationsIn('runner').unionOf('TaskCode');
    const seen = (code: string): boolean =>
      EVERY_BROKEN.some(({ found, after }) => found.source.includes(code) || after?.test(code) === true);
    expect(codes.filter((code) => !seen(code)).sort()).toEqual(UNFORESEEN.map(([code]) => code).sort());
  });

  it('is there for every check, which says that something is wrong', () => {
    const told = new Set(EVERY_BROKEN.flatMap(({ checks }) => checks));
    const silent = EVERY_CHECK.map(({ check: { id } }) => id).filter((id) => !told.has(id));
    expect(silent).toEqual(NEVER_WRONG.map(([id]) => id));
    for (const [id] of NEVER_WRONG)
      expect(EVERY_BROKEN.some(({ found }) => found.source.startsWith(`^${id} could`))).toBe(true);
  });

  it('is one of more than forty, each another one', () => {
    expect(EVERY_BROKEN.length).toBeGreaterThanOrEqual(40);
    expect(new Set(EVERY_BROKEN.map(({ name }) => name)).size).toBe(EVERY_BROKEN.length);
  });
});
