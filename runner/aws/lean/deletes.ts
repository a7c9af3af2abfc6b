// DeleteObjects and DeleteObject without version ids, on condition of the ETag that was listed.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-deletes.html
import { createHash } from 'node:crypto';
import { RunnerError, isRunnerError } from '../../ports/errors';
import type { Copying } from '../../ports/s3/copying';
import type { Deleted, DoomedObject } from '../../ports/s3/deleting';
import { concurrently } from '../../pacing/concurrently';
import { defined } from '../../text/defined';
import { element, elements, escaped } from '../s3/answer-xml';
import type { LeanS3 } from './lean-s3';

type Deletes = Pick<Copying, 'deleteObjects' | 'deleteObject'>;

/** Letters of keys that XML 1.0 has no way to write. */
// eslint-disable-next-line no-control-regex
const NOT_IN_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;
/** Requests for keys that no XML holds, at once. */
const AT_ONCE = 16;

function objectXml({ key, etag }: DoomedObject): string {
  return `<Object><Key>${escaped(key)}</Key><ETag>${escaped(`"${etag}"`)}</ETag></Object>`;
}

/** Where versioning is suspended, a marker takes the place of what has the version id `null`. */
function deletedAs(key: string, marker: boolean, versionId: string | undefined): Deleted {
  return { key, became: 'deleted', marker, ...(marker && versionId === 'null' ? { nullMarker: true } : {}) };
}

/** Verbose: what the answer does not name is not known to be deleted. */
function answersOf(body: string, objects: readonly DoomedObject[], bucket: string): readonly Deleted[] {
  const answers = new Map<string, Deleted>();
  for (const xml of elements(body, 'Deleted')) {
    const key = element(xml, 'Key') ?? '';
    answers.set(key, deletedAs(key, element(xml, 'DeleteMarker') === 'true', element(xml, 'DeleteMarkerVersionId')));
  }
  for (const xml of elements(body, 'Error')) {
    const [key = '', code = '', message = ''] = ['Key', 'Code', 'Message'].map((name) => element(xml, name));
    answers.set(key, { key, became: 'refused', code, message });
  }
  return objects.map(({ key }) => {
    const answer = answers.get(key);
    if (answer !== undefined) return answer;
    throw new RunnerError('unavailable', `S3 DeleteObjects ${bucket}: the answer does not say what became of a key`);
  });
}

export function leanDeletes(ask: LeanS3['ask']): Deletes {
  const deleteObject: Deletes['deleteObject'] = async ({ bucket, key }, etag) => {
    const { headers } = await ask({
      operation: 'DeleteObject',
      method: 'DELETE',
      bucket,
      key,
      headers: defined({ 'if-match': etag === undefined ? undefined : `"${etag}"` }),
    });
    const versionId = headers['x-amz-version-id'];
    return {
      marker: headers['x-amz-delete-marker'] === 'true',
      ...defined({ versionId: typeof versionId === 'string' ? versionId : undefined }),
    };
  };

  async function oneByOne(bucket: string, { key, etag }: DoomedObject): Promise<Deleted> {
    try {
      const { marker, versionId } = await deleteObject({ bucket, key }, etag);
      return deletedAs(key, marker, versionId);
    } catch (error) {
      // What passes, and what is about every key, is for whoever has asked.
      if (!isRunnerError(error, 'refused', 'denied', 'not-found')) throw error;
      return { key, became: 'refused', code: error.code ?? error.kind, message: error.message };
    }
  }

  async function together(bucket: string, objects: readonly DoomedObject[]): Promise<readonly Deleted[]> {
    if (objects.length === 0) return [];
    const body = `<Delete xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${objects.map(objectXml).join('')}</Delete>`;
    const answer = await ask({
      operation: 'DeleteObjects',
      method: 'POST',
      bucket,
      query: { delete: '' },
      headers: { 'content-md5': createHash('md5').update(body).digest('base64') },
      body,
      answersEarly: true,
    });
    return answersOf(answer.body, objects, bucket);
  }

  return {
    deleteObject,
    async deleteObjects(bucket, objects) {
      const answers = new Map<string, Deleted>();
      const keep = (one: Deleted): void => void answers.set(one.key, one);
      (
        await together(
          bucket,
          objects.filter(({ key }) => !NOT_IN_XML.test(key)),
        )
      ).forEach(keep);
      const left = objects.filter(({ key }) => NOT_IN_XML.test(key));
      await concurrently(left, AT_ONCE, async (one) => keep(await oneByOne(bucket, one)));
      return objects.flatMap(({ key }) => answers.get(key) ?? []);
    },
  };
}
