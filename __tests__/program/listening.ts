// Servers of this machine that count what reaches them, closed after each test of the file that calls it.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach } from '@jest/globals';

export interface Listening {
  readonly url: string;
  readonly port: number;
  /** Method and path of each request. */
  readonly got: readonly string[];
}

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** Registers the hooks of the file that calls it. */
export function listeners(): (answer: Answer) => Promise<Listening> {
  const servers: Server[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
  });
  return async (answer) => {
    const got: string[] = [];
    const server = createServer((request, response) => {
      got.push(`${request.method ?? ''} ${request.url ?? ''}`);
      request.resume();
      answer(request, response);
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    return { url: `http://127.0.0.1:${port}`, port, got };
  };
}
