// Which service a request is for, and the path it has there.
import type { ServiceFamily } from './error-document';
import type { ServiceName } from './service';

const FAMILY_OF: Readonly<Record<ServiceName, ServiceFamily>> = {
  s3: 's3',
  's3-control': 's3-control',
  iam: 'query',
  sts: 'query',
  kms: 'json',
  cloudwatch: 'query',
  sns: 'query',
  eventbridge: 'json',
  sqs: 'json',
  lambda: 'rest',
  logs: 'json',
  datasync: 'json',
  states: 'json',
  glue: 'json',
  athena: 'json',
};

/** Services by the name that signatures have for them, save S3 and S3 Control, which share one. */
const BY_SCOPE: ReadonlyMap<string, ServiceName> = new Map<string, ServiceName>([
  ['iam', 'iam'],
  ['sts', 'sts'],
  ['kms', 'kms'],
  ['monitoring', 'cloudwatch'],
  ['sns', 'sns'],
  ['events', 'eventbridge'],
  ['sqs', 'sqs'],
  ['lambda', 'lambda'],
  ['logs', 'logs'],
  ['datasync', 'datasync'],
  ['states', 'states'],
  ['glue', 'glue'],
  ['athena', 'athena'],
]);

/** How the service answers a request: CloudWatch speaks both JSON and Query, to each client in its own way. */
export function familyOf(name: ServiceName, headers: Readonly<Record<string, string>>): ServiceFamily {
  return name === 'cloudwatch' && headers['x-amz-target'] !== undefined ? 'json' : FAMILY_OF[name];
}

const CONTROL_PATH = /^\/v20180820\//;

/**
 * What stands in front of the emulator's own name: a bucket (virtual-hosted style) or an account id (S3 Control). Names in front of
 * an address resolve nowhere; they come from clients that take the emulator for their proxy.
 */
export function hostPrefix(host: string | undefined): string | undefined {
  return /^(.+?)(?:\.s3|\.s3-control)?\.(?:localhost|127\.0\.0\.1)(?::\d+)?$/i.exec(host ?? '')?.[1];
}

const LOOPBACK_NAME =
  /^(?:(?:[^:@/\s]{1,250}\.)?(?:localhost|127\.0\.0\.1)|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])(?::\d{1,5})?$/i;

/**
 * Whether a request that names this host means this machine. A web page can make any other name lead here (DNS rebinding), and
 * then reads what is answered.
 * @param ownHosts - other names of it
 */
export function isOwnHost(host: string | undefined, ownHosts: readonly string[]): boolean {
  if (host === undefined) return false;
  return LOOPBACK_NAME.test(host) || ownHosts.includes(host.replace(/:\d{1,5}$/, '').toLowerCase());
}

/**
 * @param scopeService - the service in the scope of the signature; undefined for an anonymous request
 * @returns undefined for a service that is not emulated
 */
export function serviceFor(
  scopeService: string | undefined,
  path: string,
  headers: Readonly<Record<string, string>>,
): ServiceName | undefined {
  if (scopeService !== undefined && scopeService !== 's3') return BY_SCOPE.get(scopeService);
  const account = headers['x-amz-account-id'] ?? hostPrefix(headers['host']);
  return CONTROL_PATH.test(path) && /^\d{12}$/.test(account ?? '') ? 's3-control' : 's3';
}

/** Path-style path of a request to S3, whichever style it came in. */
export function bucketPath(path: string, host: string | undefined): string {
  const bucket = hostPrefix(host);
  return bucket === undefined ? path : `/${bucket}${path}`;
}
