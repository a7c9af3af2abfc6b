// Connections to a server that answers what the test says, byte by byte.
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { connection, type Connection, type Sent } from '../../../../runner/aws/lean/connection';

const OK = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok';
const GET: Sent = { method: 'GET', target: '/k', headers: { host: 'h' }, body: '' };

let server: Server;
let sockets: Socket[];
let received: string[];
let answer: (socket: Socket, text: string) => void;
let open: Connection;
let abort: AbortController;

beforeEach(async () => {
  sockets = [];
  received = [];
  abort = new AbortController();
  answer = (socket) => socket.write(OK);
  server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      received.push(bytes.toString('latin1'));
      answer(socket, bytes.toString('latin1'));
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  open = connect();
});
afterEach(async () => {
  open.close();
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => void server.close(resolve));
});

function connect({ most = 8, silenceMs = 10_000 } = {}): Connection {
  return connection(new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`), most, { silenceMs });
}
const send = (sent: Partial<Sent> = {}): ReturnType<Connection['send']> => open.send({ ...GET, ...sent }, abort.signal);

it('sends a request as it is given, its headers as Latin-1 and its body as UTF-8', async () => {
  await send({ method: 'PUT', headers: { host: 'h', 'x-a': 'ü' }, body: 'ü' });
  expect(received).toEqual(['PUT /k HTTP/1.1\r\nhost: h\r\nx-a: \u00fc\r\n\r\n\u00c3\u00bc']);
});

it('sends the next request on the connection of the one before', async () => {
  for (let times = 0; times < 3; times += 1) expect(await send()).toMatchObject({ status: 200, body: 'ok' });
  expect(sockets).toHaveLength(1);
});

it('brings a part to where it is wanted, in whatever pieces, and the next answer to whoever asks next', async () => {
  const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 251));
  answer = (socket) => {
    socket.write(`HTTP/1.1 206 Part\r\ncontent-length: ${bytes.length}\r\n\r\n`);
    for (let at = 0; at < bytes.length; at += 70_001) setImmediate(() => socket.write(bytes.subarray(at, at + 70_001)));
  };
  const into = new Uint8Array(new SharedArrayBuffer(bytes.length + 1));
  expect(await send({ wanted: { into } })).toMatchObject({ status: 206, filled: bytes.length });
  expect(bytes.equals(Buffer.from(into).subarray(0, bytes.length))).toBe(true);
  answer = (socket) => socket.write(OK);
  expect(await send()).toMatchObject({ status: 200, body: 'ok' });
  expect([sockets.length, into[bytes.length]]).toEqual([1, 0]);
});

it('has as many connections as requests at once, and no more than it may', async () => {
  open.close();
  open = connect({ most: 2 });
  const waiting: Socket[] = [];
  answer = (socket) => waiting.push(socket);
  const answers = Promise.all([send(), send(), send(), send()]);
  while (waiting.length < 2) await new Promise(setImmediate);
  answer = (socket) => socket.write(OK);
  for (const socket of waiting) socket.write(OK);
  expect(await answers).toHaveLength(4);
  expect(sockets).toHaveLength(2);
});

it.each(['target', 'headers'] as const)('sends nothing where the %s would begin another line', async (where) => {
  const bad = where === 'target' ? { target: '/k HTTP/1.1\r\nx: y' } : { headers: { a: 'b\r\nc: d' } };
  await expect(send(bad)).rejects.toMatchObject({ code: 'ERR_INVALID_CHAR' });
  expect(received).toEqual([]);
  expect(sockets).toEqual([]);
});

it('takes another connection where the server closes one', async () => {
  answer = (socket) => socket.end(OK.replace('\r\n', '\r\nconnection: close\r\n'));
  for (let times = 0; times < 3; times += 1) expect(await send()).toMatchObject({ body: 'ok' });
  expect(sockets).toHaveLength(3);
});

it('takes no answer that comes unasked for the answer to the next request', async () => {
  await send();
  sockets[0]?.write(OK.replace('ok', 'no'));
  while (sockets[0]?.destroyed === false) await new Promise(setImmediate);
  expect(await send()).toMatchObject({ body: 'ok' });
  expect(sockets).toHaveLength(2);
});

it.each<[string, (socket: Socket) => void]>([
  ['closed', (socket) => socket.end()],
  ['closed in the middle of an answer', (socket) => socket.end(OK.slice(0, -1))],
  ['reset', (socket) => socket.resetAndDestroy()],
])('fails when the connection is %s', async (_title, act) => {
  answer = act;
  await expect(send()).rejects.toMatchObject({ code: 'ECONNRESET' });
});

it('fails when the server says nothing', async () => {
  open.close();
  open = connect({ silenceMs: 50 });
  answer = () => undefined;
  await expect(send()).rejects.toMatchObject({ name: 'TimeoutError' });
});

it('fails where nobody listens, and again', async () => {
  open.close();
  open = connection(new URL('http://127.0.0.1:1'), 1);
  for (let times = 0; times < 2; times += 1) await expect(send()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

it('ends what is under way, and what waits, when the program is interrupted', async () => {
  open.close();
  open = connect({ most: 1 });
  answer = () => abort.abort();
  const both = await Promise.allSettled([send(), send()]);
  expect(both.map((one) => one.status === 'rejected' && (one.reason as Error).name)).toEqual([
    'AbortError',
    'AbortError',
  ]);
  await expect(send()).rejects.toMatchObject({ name: 'AbortError' });
});
