// What an error of one object means: each with a remedy, and unknown codes by their name.
import { describe, expect, it } from '@jest/globals';
import { copyCauseOf } from '../../../../../runner/methods/copy/engine/causes';
import { RunnerError } from '../../../../../runner/ports/errors';

const cause = (code: string | undefined, message = '') =>
  copyCauseOf(new RunnerError('refused', message, undefined, code));

describe('the cause of a failed copy', () => {
  it.each([
    ['AccessDenied', 'after-remedy', /kms:GenerateDataKey/],
    ['403', 'after-remedy', /s3:GetObjectTagging/],
    ['InvalidObjectState', 'after-remedy', /restore/],
    ['ObjectNotInActiveTierError', 'after-remedy', /restore/],
    ['SlowDown', 'now', /run again/],
    ['NoSuchKey', 'never', /on purpose/],
  ])('%s can be tried again %s', (code, retriable, remedy) => {
    expect(cause(code)).toMatchObject({ retriable, remedy: expect.stringMatching(remedy) });
  });

  it.each([
    ['The object was stored using a form of Server Side Encryption. The correct parameters must be provided', /SSE-C/],
    [
      'The specified copy source is larger than the maximum allowable size for a copy source: 5368709120',
      /larger than one/,
    ],
    ["it is trying to copy an object to itself without changing the object's metadata", /onto itself/],
    ['something else', /does not take the request/],
  ])('that S3 calls invalid is told by its words: %s', (message, meaning) => {
    expect(cause('InvalidRequest', message).meaning).toMatch(meaning);
  });

  it('that no answer came can pass, whatever the connection calls it', () => {
    const lost = new RunnerError('unreachable', 'no answer (ECONNREFUSED)', undefined, 'Error');
    expect(copyCauseOf(lost)).toMatchObject({ retriable: 'now', meaning: expect.stringContaining('no answer') });
  });

  it('of a code that nobody knows names it, as does the lack of one', () => {
    expect(cause('Strange\u0007')).toMatchObject({
      retriable: 'unknown',
      meaning: expect.stringContaining("'Strange"),
    });
    expect(cause('toString').retriable).toBe('unknown');
    expect(cause(undefined).meaning).toBe('S3 gives no code for it');
  });
});
