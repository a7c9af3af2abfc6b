// What it means that S3 does not show a version.
import { describe, expect, it } from '@jest/globals';
import { lookAtHead, lookAtTags } from '../../../runner/evidence/look-at-version';
import { RunnerError, type ErrorKind } from '../../../runner/ports/errors';
import { fakeObjects } from '../fakes/fake-objects';
import { bucketIn, setup } from '../fakes/fake-world';

const VERSION = { key: 'folder/a', versionId: 'v1' };

function objects(error?: RunnerError) {
  const given = setup();
  bucketIn(given, 'src').versions.push({ ...VERSION, tags: { copy: 'yes' } });
  const seen = fakeObjects(given.buckets);
  return error === undefined ? seen : { ...seen, head: () => Promise.reject(error), tags: () => Promise.reject(error) };
}

const failing = (kind: ErrorKind, code?: string) => objects(new RunnerError(kind, 'why', undefined, code));

describe('a look at a version', () => {
  it('sees its headers and its tags', async () => {
    expect(await lookAtHead(objects(), 'src', VERSION)).toMatchObject({ is: 'seen', head: { versionId: 'v1' } });
    expect(await lookAtTags(objects(), 'src', VERSION)).toEqual({ is: 'seen', tags: { copy: 'yes' } });
  });

  it('sees that there is none', async () => {
    expect(await lookAtHead(objects(), 'src', { key: 'none', versionId: 'v1' })).toEqual({ is: 'gone' });
    expect(await lookAtHead(failing('not-found'), 'src', VERSION)).toEqual({ is: 'gone' });
    expect(await lookAtTags(failing('not-found'), 'src', VERSION)).toEqual({ is: 'gone' });
  });

  it.each<[ErrorKind, string | undefined, object]>([
    ['denied', 'AccessDenied', { is: 'may-not-look', why: 'why' }],
    ['refused', 'MethodNotAllowed', { is: 'delete-marker' }],
    ['refused', '405', { is: 'delete-marker' }],
    ['refused', '400', { is: 'customer-key', why: 'why' }],
  ])('that ends with %s %s', async (kind, code, seen) => {
    expect(await lookAtHead(failing(kind, code), 'src', VERSION)).toEqual(seen);
  });

  it.each<[ErrorKind, string, string]>([
    ['refused', 'InvalidArgument', 'gone'],
    ['not-found', 'NoSuchVersion', 'gone'],
    ['denied', 'AccessDenied', 'customer-key'],
    ['refused', 'InvalidRequest', 'customer-key'],
  ])('whose headers S3 refuses, and whose tags it answers with %s %s, is %s', async (kind, code, is) => {
    const refused = failing('refused', '400');
    const tags = () => Promise.reject(new RunnerError(kind, 'why', undefined, code));
    expect(await lookAtHead({ ...refused, tags }, 'src', VERSION)).toMatchObject({ is });
  });

  it('that gets no answer says nothing of the version', async () => {
    await expect(lookAtHead(failing('unavailable'), 'src', VERSION)).rejects.toMatchObject({ kind: 'unavailable' });
    await expect(lookAtTags(failing('throttled'), 'src', VERSION)).rejects.toMatchObject({ kind: 'throttled' });
  });
});
