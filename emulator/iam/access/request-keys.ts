// Condition keys that every request has, and those of tags.
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

/** `aws:RequestTag/team` or `aws:ResourceTag/team`, and so on, by tag key. */
export function tagKeys(
  name: 'aws:RequestTag' | 'aws:ResourceTag',
  tags: ReadonlyMap<string, string>,
): Readonly<Record<string, string>> {
  return Object.fromEntries([...tags].map(([key, value]) => [`${name}/${key}`, value]));
}

/** Condition keys of the tags that a request brings. */
export function requestTagKeys(
  tags: ReadonlyMap<string, string>,
): Readonly<Record<string, string | readonly string[]>> {
  return tags.size === 0 ? {} : { ...tagKeys('aws:RequestTag', tags), 'aws:TagKeys': [...tags.keys()] };
}
