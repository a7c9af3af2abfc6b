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

const MOST_UNREAD = 64 * 1024 * 1024;

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
  leaveUnread(incoming);
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

/** What still comes of a request that was answered early: it is thrown away, so that the answer arrives, up to a limit. */
function leaveUnread(incoming: IncomingMessage): void {
  if (incoming.complete) return;
  let left = MOST_UNREAD;
  incoming.on('data', (part: Buffer) => {
    left -= part.length;
    if (left < 0) incoming.destroy();
  });
}

function firstBytes(body: string | Buffer, count: number): Buffer {
  return (typeof body === 'string' ? Buffer.from(body) : body).subarray(0, count);
}
