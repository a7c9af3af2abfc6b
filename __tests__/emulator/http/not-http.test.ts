// Bytes that are no request, and requests that end in the middle.
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { bugs, startEmulator, type Running } from '../running';
import { BOUNDED, bytes } from './garbage';
import { send } from './raw-request';

let running: Running;

beforeAll(async () => {
  running = await startEmulator({
    verifySignatures: false,
    seed: {
      buckets: [{ name: 'box', versioning: 'Enabled', objects: [] }],
    },
  });
});

afterAll(async () => {
  await running.close();
});

/** Sends the bytes, and gives back what came until the connection ended. */
function exchange(content: Buffer): Promise<string> {
  const { port } = new URL(running.emulator.endpoint);
  return new Promise((resolve) => {
    const socket = connect(Number(port), '127.0.0.1', () => socket.end(content));
    let answer = '';
    socket.on('data', (part) => (answer += part.toString('latin1')));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(answer));
  });
}

describe('what is not HTTP', () => {
  it('is refused with an error document, and the emulator goes on', async () => {
    expect(await exchange(Buffer.from('SSH-2.0-OpenSSH_9.6\r\n\r\n'))).toMatch(
      /^HTTP\/1\.1 400 .*<Code>BadRequest<\/Code>/s,
    );
    expect(await send(running, { method: 'GET', path: '/' })).toMatchObject({ status: 200 });
  });

  it('never brings the emulator down, nor do requests that end in the middle', async () => {
    const begin = 'PUT /box/key HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\n';
    const halves = fc
      .nat(begin.length + 20)
      .map((length) => Buffer.from(`${begin}\r\nsome of the bytes`.slice(0, length)));
    const garbled = fc.tuple(halves, bytes).map(([half, rest]) => Buffer.concat([half, rest]));
    const property = fc.asyncProperty(fc.oneof(bytes, halves, garbled), async (content) => {
      const answer = await exchange(content);
      expect(answer).not.toMatch(/^HTTP\/1\.1 (200|500)/);
      expect(bugs(running)).toEqual([]);
    });
    await fc.assert(property, { ...BOUNDED, numRuns: 150 });
    expect(await send(running, { method: 'GET', path: '/' })).toMatchObject({ status: 200 });
  });

  it('ends without an answer when the client goes away, and the log says so', async () => {
    await exchange(Buffer.from('PUT /box/gone HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\n\r\nsome'));
    expect(running.log).toContainEqual(expect.objectContaining({ method: 'PUT', target: '/box/gone', status: 0 }));
  });
});
