// Requests that a web page could make a browser send here.
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bugs, startEmulator, type Running } from '../running';
import { send, signed } from './raw-request';

let running: Running;

beforeAll(async () => {
  running = await startEmulator({ seed: { buckets: [{ name: 'box', objects: [{ key: 'key', body: 'hello' }] }] } });
});

afterAll(async () => {
  await running.close();
  expect(bugs(running)).toEqual([]);
});

/** What a raw socket is answered. */
function raw(...lines: readonly string[]): Promise<string> {
  const { port } = new URL(running.emulator.endpoint);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), '127.0.0.1', () => socket.end([...lines, '', ''].join('\r\n')));
    let answer = '';
    socket.on('data', (part) => (answer += part.toString('latin1')));
    socket.on('error', reject);
    socket.on('close', () => resolve(answer));
  });
}

const HEADER = 'x-s3-backfill-emulator: 1';
const FOREIGN = [
  'evil.example',
  'evil.example:4566',
  'localhost.evil.example',
  '127.0.0.1.evil.example',
  'evil.example@localhost',
  'localhost@evil.example',
  '0.0.0.0',
  '10.0.0.1:4566',
  '128.0.0.1',
  '[::2]:4566',
  'xlocalhost',
  's3.amazonaws.com',
  '',
];
const OWN = [
  'localhost',
  'LOCALHOST:1',
  '127.0.0.1:4566',
  '127.8.9.10',
  '[::1]:4566',
  'box.localhost:1',
  'a.b.s3.localhost',
];

describe('a request for another host', () => {
  it.each(FOREIGN)('is refused, whatever it asks for: %p', async (host) => {
    for (const path of ['/_emulator/state', '/', '/box/key']) {
      const answer = await raw(`GET ${path} HTTP/1.1`, `Host: ${host}`, HEADER, 'Connection: close');
      expect(answer).toMatch(/^HTTP\/1\.1 403 .*The emulator answers to localhost/s);
      expect(answer).not.toMatch(/hello|"buckets"/);
    }
  });

  it('is refused with a right signature too, since the keys are known to everybody', async () => {
    const request = await signed(running, { method: 'GET', path: '/box/key', headers: { host: 'evil.example' } });
    expect(await send(running, request)).toMatchObject({ status: 403, code: 'AccessDenied' });
  });

  it('is refused without a host, with two, and with another one in its target', async () => {
    expect(await raw('GET /_emulator/state HTTP/1.0', HEADER)).toMatch(/^HTTP\/1\.\d 403 /);
    expect(await raw('GET /_emulator/state HTTP/1.1', 'Host: localhost', 'Host: evil.example', HEADER)).toMatch(
      /^HTTP\/1\.1 40[03] /,
    );
    expect(await raw('GET http://evil.example/_emulator/state HTTP/1.1', 'Host: localhost', HEADER)).toMatch(
      /^HTTP\/1\.1 403 /,
    );
  });
});

describe('a request for this machine', () => {
  it.each(OWN)('is answered: %s', async (host) => {
    const answer = await raw('GET / HTTP/1.1', `Host: ${host}`, 'Connection: close');
    expect(answer).not.toContain('The emulator answers to');
  });

  it.each([
    [{ origin: 'https://evil.example' }, 403],
    [{ origin: 'null' }, 403],
    [{ 'sec-fetch-site': 'cross-site' }, 403],
    [{ origin: 'http://localhost:3000' }, 200],
    [{}, 200],
  ])('of a page is answered to pages of this machine alone: %p', async (headers: Record<string, string>, status) => {
    const request = await signed(running, { method: 'GET', path: '/box/key', headers });
    expect(await send(running, request)).toMatchObject({ status });
  });
});
