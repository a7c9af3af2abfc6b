// Requests over connections that stay open, and their answers, whole.
import * as http from 'node:http';
import * as https from 'node:https';
import { RunnerError } from '../../ports/errors';
import { LARGEST, mebibytes } from '../../ports/limits';

export interface Sent {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** By its headers: the body of such an answer is not read. @default - every body is */
  readonly unwanted?: (answer: Pick<Answer, 'status' | 'headers'>) => boolean;
}

export interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

export interface Connection {
  /** @throws an error of Node where there is no answer: with its code, or named TimeoutError after a minute of silence */
  send(request: Sent, signal: AbortSignal): Promise<Answer>;
  close(): void;
}

const SILENCE_MS = 60_000;

/** @param most connections at once */
export function connection(endpoint: URL, most: number): Connection {
  const secure = endpoint.protocol === 'https:';
  const options = { keepAlive: true, maxSockets: most, scheduling: 'lifo' as const, timeout: SILENCE_MS };
  const agent = secure ? new https.Agent(options) : new http.Agent(options);
  const request = secure ? https.request : http.request;
  const { hostname, port } = endpoint;
  return {
    send: ({ method, target, headers, body, unwanted }, signal) =>
      new Promise<Answer>((resolve, reject) => {
        const sent = request(
          {
            agent,
            hostname: hostname.replace(/^\[|\]$/g, ''),
            port,
            method,
            path: target,
            headers,
            signal,
            timeout: SILENCE_MS,
          },
          (response) => {
            const heard = { status: response.statusCode ?? 0, headers: response.headers };
            if (unwanted?.(heard) === true) {
              resolve({ ...heard, body: '' });
              response.destroy();
              return;
            }
            const chunks: Buffer[] = [];
            let length = 0;
            response.on('data', (chunk: Buffer) => {
              length += chunk.length;
              if (length > LARGEST.answer) sent.destroy(tooLarge());
              else chunks.push(chunk);
            });
            response.on('end', () => resolve({ ...heard, body: Buffer.concat(chunks).toString('utf8') }));
            response.on('error', reject);
          },
        );
        sent.on('timeout', () => sent.destroy(Object.assign(new Error('no answer'), { name: 'TimeoutError' })));
        sent.on('error', reject);
        sent.end(body);
      }),
    close: () => agent.destroy(),
  };
}

function tooLarge(): RunnerError {
  return new RunnerError(
    'unavailable',
    `an answer of S3 is larger than ${mebibytes(LARGEST.answer)}, and was not read further`,
  );
}
