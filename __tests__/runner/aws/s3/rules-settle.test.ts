import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from '@jest/globals';
import { rulesSettleInMs } from '../../../../runner/aws/s3/rules-settle';
import type { Session } from '../../../../runner/aws/session';
import { startEmulator } from '../../../emulator/running';

function at(endpoint: string | undefined): Promise<number> {
  const session: Pick<Session, 'endpointOf' | 'signal'> = {
    endpointOf: () => endpoint,
    signal: new AbortController().signal,
  };
  return rulesSettleInMs(session as Session);
}

it('is five minutes in AWS, at its own endpoint or at another one', async () => {
  expect(await at(undefined)).toBe(300_000);
  expect(await at('https://vpce-1.s3.eu-west-1.vpce.amazonaws.com')).toBe(300_000);
});

it('is what the local AWS says', async () => {
  const running = await startEmulator({ timing: { rulePropagationMs: 7_000 } });
  try {
    expect(await at(running.emulator.endpoint)).toBe(7_000);
  } finally {
    await running.close();
  }
});

it('is nothing with anything else on this machine', async () => {
  const server = createServer((_request, response) => void response.end('<Error/>'));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  expect(await at(endpoint)).toBe(0);
  await new Promise((resolve) => void server.close(resolve));
  expect(await at(endpoint)).toBe(0);
});
