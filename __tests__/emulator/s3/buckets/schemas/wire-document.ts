// Documents of buckets and objects as text, also such as no SDK would send.
import { send, signed } from '../../../http/raw-request';
import type { Running } from '../../../running';

const S3_NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

export interface Answer {
  readonly status: number;
  /** Of the error; empty if there is none. */
  readonly code: string;
  readonly message: string;
  readonly body: string;
}

/** @param path - for example `/bucket?cors` or `/bucket?inventory&id=x` */
export async function ask(running: Running, method: 'GET' | 'PUT', path: string, body?: string): Promise<Answer> {
  const url = new URL(path, 'http://localhost');
  const query = Object.fromEntries(url.searchParams);
  const request = await signed(running, {
    method,
    path: url.pathname,
    query,
    ...(body === undefined ? {} : { body }),
  });
  const answer = await send(running, request);
  const message = /<Message>([^<]*)<\/Message>/.exec(answer.body)?.[1] ?? '';
  return { status: answer.status, code: answer.code, message: message.replaceAll('&apos;', "'"), body: answer.body };
}

/** `<name xmlns=…>content</name>`, put there. */
export function put(running: Running, path: string, name: string, content: string): Promise<Answer> {
  return ask(running, 'PUT', path, `<${name} xmlns="${S3_NAMESPACE}">${content}</${name}>`);
}
