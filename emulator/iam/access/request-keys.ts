// Condition keys that every request to IAM and STS has.
import type { ServiceRequest } from '../../http/service';
import type { World } from '../../world/world';

export function requestKeys(world: World, { headers, region }: ServiceRequest): Readonly<Record<string, string>> {
  return {
    'aws:CurrentTime': new Date(world.clock.now()).toISOString(),
    'aws:RequestedRegion': region,
    'aws:SourceIp': '127.0.0.1',
    // On loopback there is no TLS; policies that demand it are rehearsed as if there were.
    'aws:SecureTransport': 'true',
    'aws:UserAgent': headers['user-agent'] ?? '',
  };
}
