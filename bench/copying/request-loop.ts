// Requests of a copy, signed already, by one of the clients that send them. Started by the bench with CLIENT PORT REQUESTS CONNECTIONS.
import { Agent, request } from 'node:http';
import type { Dispatcher } from 'undici';
import { connection } from '../../runner/aws/lean/connection';

const [client = '', port = '', requests = '0', connections = '1'] = process.argv.slice(2);
const origin = `http://127.0.0.1:${port}`;
const HEADERS: Readonly<Record<string, string>> = {
  'x-amz-copy-source': '/bench-source/data/folder-1/object-000001',
  'x-amz-copy-source-if-match': '"d41d8cd98f00b204e9800998ecf8427e"',
  'if-none-match': '*',
  'x-amz-content-sha256': 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  'x-amz-date': '20261129T130000Z',
  authorization: `AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/20261129/us-east-1/s3/aws4_request, SignedHeaders=host;x-amz-date, Signature=${'0'.repeat(64)}`,
};

/** Sends one, and reads its answer. @returns its status and the length of its body */
type Send = (target: string) => Promise<readonly [status: number, bytes: number]>;

function own(): Send {
  const line = connection(new URL(origin), Number(connections));
  const { signal } = new AbortController();
  const headers = { host: `127.0.0.1:${port}`, ...HEADERS, 'content-length': '0' };
  return async (target) => {
    const { status, body } = await line.send({ method: 'PUT', target, headers, body: '' }, signal);
    return [status, body.length];
  };
}

function nodeHttp(): Send {
  const agent = new Agent({ keepAlive: true, maxSockets: Number(connections) });
  const headers = { ...HEADERS, 'content-length': '0' };
  return (path) =>
    new Promise((resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port, agent, method: 'PUT', path, headers }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => resolve([answer.statusCode ?? 0, Buffer.concat(chunks).toString().length]));
        answer.on('error', reject);
      });
      sent.on('error', reject);
      sent.end();
    });
}

/** By its lowest call, which costs least; loaded by nobody else. */
async function undici(): Promise<Send> {
  const { Pool } = await import('undici');
  const pool = new Pool(origin, { connections: Number(connections), pipelining: 1 });
  return (path) =>
    new Promise((resolve, reject) => {
      let status = 0;
      const chunks: Buffer[] = [];
      const handler: Dispatcher.DispatchHandler = {
        onRequestStart: () => undefined,
        onResponseStart: (_controller, code) => void (status = code),
        onResponseData: (_controller, chunk) => void chunks.push(chunk),
        onResponseEnd: () => resolve([status, Buffer.concat(chunks).toString().length]),
        onResponseError: (_controller, error) => reject(error),
      };
      pool.dispatch({ method: 'PUT', path, headers: HEADERS }, handler);
    });
}

const CLIENTS: Readonly<Record<string, () => Send | Promise<Send>>> = { own, nodeHttp, undici };

async function main(): Promise<void> {
  const send = await CLIENTS[client]?.();
  if (send === undefined) throw new Error(`there is no client '${client}'`);
  let next = 0;
  await Promise.all(
    Array.from({ length: Number(connections) }, async () => {
      while (next < Number(requests)) {
        next += 1;
        const [status, bytes] = await send(`/bench-destination/data/folder-1/object-${next}`);
        if (status !== 200 || bytes === 0) throw new Error(`answered with ${status} and ${bytes} letters`);
      }
    }),
  );
  process.exit(0);
}

void main();
