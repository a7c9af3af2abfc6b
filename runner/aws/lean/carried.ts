// Tags and annotations, which a copy in parts does not carry by itself.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/annotations-overview.html
import { hash } from 'node:crypto';
import { RunnerError, isRunnerError } from '../../ports/errors';
import type { Copying } from '../../ports/s3/copying';
import type { VersionPlace } from '../../ports/s3/uploads';
import { defined } from '../../text/defined';
import { tokensOf } from '../told';
import { element, elements, escaped } from '../s3/answer-xml';
import type { Answer } from './connection';
import type { LeanS3 } from './lean-s3';

type Carried = Pick<Copying, 'tags' | 'putTags' | 'annotations' | 'annotation' | 'putAnnotation'>;

function versionOf({ versionId }: VersionPlace): Record<string, string> {
  return defined({ versionId });
}

/** A server that does not know what was asked for serves the object itself, however large. */
function isObject({ headers }: Pick<Answer, 'headers'>): boolean {
  return headers['accept-ranges'] !== undefined;
}

function lacksAnnotations(error: unknown): boolean {
  return isRunnerError(error) && error.code === 'NotImplemented';
}

/** @returns undefined: the server knows no annotations, and serves the object in their place */
async function annotationNames(ask: LeanS3['ask'], place: VersionPlace): Promise<readonly string[] | undefined> {
  const { bucket, key } = place;
  const names: string[] = [];
  const next = tokensOf(`S3 ListObjectAnnotations ${bucket}`);
  let token: string | undefined;
  try {
    do {
      const query = { annotation: '', ...versionOf(place), ...defined({ 'continuation-token': token }) };
      const operation = 'ListObjectAnnotations';
      const answer = await ask({ operation, method: 'GET', bucket, key, query, unwanted: isObject });
      if (isObject(answer)) return undefined;
      if (!/<\/ListObjectAnnotationsOutput>\s*$/.test(answer.body))
        throw new RunnerError('unavailable', `S3 ListObjectAnnotations ${bucket}: the answer cannot be read`);
      for (const xml of elements(answer.body, 'AnnotationEntry')) names.push(element(xml, 'AnnotationName') ?? '');
      token = next(element(answer.body, 'NextContinuationToken'));
    } while (token !== undefined);
  } catch (error) {
    if (lacksAnnotations(error)) return [];
    throw error;
  }
  return names;
}

export function leanCarried(ask: LeanS3['ask']): Carried {
  /** Of each bucket, whether its server knows annotations: one that does not begins to read the whole object for each such request. */
  const knows = new Map<string, Promise<boolean>>();
  return {
    async tags(place) {
      const { bucket, key } = place;
      const query = { tagging: '', ...versionOf(place) };
      const { body } = await ask({ operation: 'GetObjectTagging', method: 'GET', bucket, key, query });
      if (!/<\/Tagging>\s*$/.test(body))
        throw new RunnerError('unavailable', `S3 GetObjectTagging ${bucket}: the answer cannot be read`);
      const tags = Array.from(elements(body, 'Tag'), (xml) => [element(xml, 'Key') ?? '', element(xml, 'Value') ?? '']);
      return Object.fromEntries(tags) as Readonly<Record<string, string>>;
    },

    async putTags(place, tags) {
      const { bucket, key } = place;
      const all = Object.entries(tags).map(
        ([name, value]) => `<Tag><Key>${escaped(name)}</Key><Value>${escaped(value)}</Value></Tag>`,
      );
      const body = `<Tagging xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><TagSet>${all.join('')}</TagSet></Tagging>`;
      await ask({
        operation: 'PutObjectTagging',
        method: 'PUT',
        bucket,
        key,
        query: { tagging: '', ...versionOf(place) },
        headers: {
          'x-amz-sdk-checksum-algorithm': 'SHA256',
          'x-amz-checksum-sha256': hash('sha256', body, 'base64'),
        },
        body,
        evenInterrupted: true,
      });
    },

    async annotations(place) {
      const { bucket } = place;
      const known = knows.get(bucket);
      if (known !== undefined && !(await known)) return [];
      const listed = annotationNames(ask, place);
      // The others wait for the first answer.
      if (known === undefined) {
        const first = listed.then(
          (names) => names !== undefined,
          () => true,
        );
        knows.set(bucket, first);
      }
      return (await listed) ?? [];
    },

    async annotation(place, name) {
      const { bucket, key } = place;
      const query = { annotation: '', annotationName: name, ...versionOf(place) };
      try {
        const { body } = await ask({
          operation: 'GetObjectAnnotation',
          method: 'GET',
          bucket,
          key,
          query,
          evenInterrupted: true,
        });
        return body;
      } catch (error) {
        if (isRunnerError(error, 'not-found') && error.code === 'NoSuchAnnotation') return undefined;
        throw error;
      }
    },

    async putAnnotation(place, etag, name, text) {
      const { bucket, key } = place;
      await ask({
        operation: 'PutObjectAnnotation',
        method: 'PUT',
        bucket,
        key,
        query: { annotation: '', annotationName: name, ...versionOf(place) },
        headers: { 'x-amz-object-if-match': `"${etag}"` },
        body: text,
        evenInterrupted: true,
      });
    },
  };
}
