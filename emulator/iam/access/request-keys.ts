// Condition keys that every request has, and those of tags.
import type { ServiceRequest } from '../../http/service';
import type { Session, World } from '../../world/world';

export function requestKeys(
  world: World,
  { headers, region, caller }: ServiceRequest,
): Readonly<Record<string, string>> {
  const session = world.sessions.get(caller.accessKeyId);
  return {
    'aws:CurrentTime': new Date(world.clock.now()).toISOString(),
    'aws:RequestedRegion': region,
    ...(caller.actingService === undefined ? { 'aws:SourceIp': '127.0.0.1' } : {}),
    // On loopback there is no TLS; policies that demand it are rehearsed as if there were.
    'aws:SecureTransport': 'true',
    ...optional('aws:UserAgent', headers['user-agent']),
    ...optional('aws:Referer', headers['referer']),
    ...(session === undefined ? {} : sessionKeys(session)),
  };
}

/** Nobody proves more than a key here: sessions were begun without multi-factor authentication. */
function sessionKeys({ issuedMs }: Session): Readonly<Record<string, string>> {
  return { 'aws:MultiFactorAuthPresent': 'false', 'aws:TokenIssueTime': new Date(issuedMs).toISOString() };
}

function optional(key: string, value: string | undefined): Readonly<Record<string, string>> {
  return value === undefined ? {} : { [key]: value };
}

/** `aws:RequestTag/team` or `aws:ResourceTag/team`, and so on, by tag key. */
export function tagKeys(
  name: 'aws:RequestTag' | 'aws:ResourceTag' | 'iam:ResourceTag',
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
