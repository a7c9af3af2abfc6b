// An HTTP proxy on loopback that notes when requests arrive, and hands them on as they are. Clients that write an account
// id in front of the endpoint's host reach it as their proxy, all others as their endpoint.
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface RecordingProxy {
  readonly url: string;
  /** When a request with this method and path came last, as `performance.now()` counts; undefined if none came. */
  lastArrival(line: string): number | undefined;
  /** How many requests came whose method and path begin so. */
  count(beginning: string): number;
  stop(): void;
}

export async function startRecordingProxy(targetPort: number): Promise<RecordingProxy> {
  const arrivals: { readonly line: string; readonly at: number }[] = [];
  const server = createServer((incoming, outgoing) => {
    const at = performance.now();
    const { pathname, search } = new URL(incoming.url ?? '/', 'http://localhost');
    arrivals.push({ line: `${incoming.method ?? ''} ${pathname}`, at });
    const onward = request(
      {
        host: '127.0.0.1',
        port: targetPort,
        method: incoming.method,
        path: pathname + search,
        headers: incoming.headers,
      },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      },
    );
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    lastArrival: (line) => arrivals.findLast((arrival) => arrival.line === line)?.at,
    count: (beginning) => arrivals.filter(({ line }) => line.startsWith(beginning)).length,
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
