// Hosts that are this machine, whatever a name server says.

const LOOPBACK = /^(localhost|.+\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** @param hostname as `URL` writes it */
export function isLoopbackHost(hostname: string): boolean {
  return LOOPBACK.test(hostname);
}
