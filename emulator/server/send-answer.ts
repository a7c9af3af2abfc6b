// Writes an answer to its connection: whole, or broken in one of the ways that can be ordered.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Reset } from '../faults/fault';
import type { ServiceResponse } from '../http/service';

export interface Answer extends ServiceResponse {
  /** When the connection is reset. @default - never */
  readonly reset?: Reset;
  /** After how many bytes of the body the connection is closed. @default - after all of them */
  readonly truncateToBytes?: number;
}

/**
 * @param id - of the request
 * @param now - milliseconds since 1970, for the Date header
 */
export function sendAnswer(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  { status, headers, body: content = '', reset, truncateToBytes }: Answer,
  id: string,
  now: number,
): void {
  const isText = typeof content === 'string';
  const all: Record<string, string | number> = {
    'x-amz-request-id': id,
    'x-amz-id-2': 'emulator',
    date: new Date(now).toUTCString(),
    server: 'AmazonS3',
    ...(isText && content !== '' ? { 'content-type': 'application/xml' } : {}),
    ...headers,
  };
  if (status !== 204 && status !== 304) {
    all['content-length'] ??= isText ? Buffer.byteLength(content) : content.length;
  }
  const body = incoming.method === 'HEAD' ? '' : content;
  if (reset !== undefined && (reset !== 'midway' || body.length === 0)) {
    incoming.socket.resetAndDestroy();
    return;
  }
  outgoing.sendDate = false;
  outgoing.writeHead(status, all);
  if (reset === 'midway') {
    outgoing.write(firstBytes(body, Math.floor(body.length / 2)), () => incoming.socket.resetAndDestroy());
  } else if (truncateToBytes !== undefined && truncateToBytes < body.length) {
    outgoing.write(firstBytes(body, truncateToBytes), () => incoming.socket.end());
  } else {
    outgoing.end(body);
  }
}

function firstBytes(body: string | Buffer, count: number): Buffer {
  return (typeof body === 'string' ? Buffer.from(body) : body).subarray(0, count);
}
