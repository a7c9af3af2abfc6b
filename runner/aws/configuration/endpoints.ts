// Which host requests go to, and that nobody on the way reads them: by the flag, by variables, by AWS's configuration.
// https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
import { RunnerError } from '../../ports/errors';
import { isLoopbackHost } from '../../text/loopback';
import { publicText } from '../../text/public-text';
import { visible } from '../../text/safe-text';
import { DEFAULT, type AwsConfiguration, type Environment } from './config-file';

export type ServiceName =
  | 'S3'
  | 'S3_CONTROL'
  | 'STS'
  | 'IAM'
  | 'KMS'
  | 'CLOUDWATCH'
  | 'CLOUDWATCH_LOGS'
  | 'DATASYNC'
  | 'SQS'
  | 'LAMBDA'
  | 'ATHENA'
  | 'EVENTBRIDGE';

export interface Endpoints {
  /** @returns undefined: AWS's own endpoint */
  of(service: ServiceName): string | undefined;
  /** Whether requests may go over plain HTTP to a host that is not this machine. */
  readonly allowsHttp: boolean;
  /** Whether AWS's usual hosts are meant where no endpoint is named, neither those of FIPS nor dual-stack ones. */
  readonly areUsual: boolean;
}

interface Named {
  /** What a message calls the place. */
  readonly where: string;
  readonly text: string;
}

export interface EndpointQuestion {
  /** That of the flag, for every service. */
  readonly flag?: string;
  readonly allowsHttp?: boolean;
  /** Profiles whose credentials may be used. The first one's endpoints are asked. @default - `default` */
  readonly profiles?: readonly string[];
}

const VARIABLE = 'AWS_ENDPOINT_URL';
/** Longer chains of profiles are not followed. */
const LONGEST_CHAIN = 5;

/** Whether `endpoint` is on this machine: there bucket and account cannot be part of the host's name. */
export function isLoopback(endpoint: string): boolean {
  return isLoopbackHost(new URL(endpoint).hostname);
}

/** @throws RunnerError `usage` */
export function refusePlainHttp(protocol: string, hostname: string, where: string, allowsHttp: boolean): void {
  if (protocol !== 'http:' || allowsHttp || isLoopbackHost(hostname) || hostname === '::1') return;
  throw new RunnerError(
    'usage',
    `${where}: requests to '${visible(hostname)}' would go over plain HTTP, where anybody on the way reads them, and the session token; nothing was sent there`,
    'write https://, or add --allow-http where the way to that host is safe',
  );
}

/** @throws RunnerError `usage` */
function checked({ where, text }: Named, allowsHttp: boolean): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.hostname === '')
    throw new RunnerError(
      'usage',
      `${where}: got '${visible(publicText(text))}'; an endpoint looks like https://host:port or http://127.0.0.1:port`,
    );
  const more = [
    ...(url.username === '' && url.password === '' ? [] : ['a user or a password']),
    ...(/[?]/.test(text) ? ['a query'] : []),
    ...(/#/.test(text) ? ['a fragment'] : []),
  ];
  if (more.length > 0)
    throw new RunnerError(
      'usage',
      `${where}: an endpoint has no ${more.join(' and no ')}: requests are signed with the credentials of AWS, and with nothing else`,
      'leave it out: an endpoint looks like https://host:port',
    );
  refusePlainHttp(url.protocol, url.hostname, where, allowsHttp);
  return text;
}

function ofVariables(environment: Environment): ReadonlyMap<string, Named> {
  return new Map(
    Object.entries(environment).flatMap(([where, text]): readonly [string, Named][] =>
      (where === VARIABLE || where.startsWith(`${VARIABLE}_`)) && text !== undefined && text !== ''
        ? [[where, { where, text }]]
        : [],
    ),
  );
}

/** Of one profile and of the section that it names, by `s3`, `s3_control`, …; by an empty text for all services. */
function ofProfile(name: string, { profiles, services }: AwsConfiguration): ReadonlyMap<string, Named> {
  const { endpoint_url: all, services: group } = profiles.get(name) ?? {};
  const found = new Map<string, Named>();
  if (all !== undefined) found.set('', { where: `endpoint_url of the profile '${visible(name)}'`, text: all });
  for (const [key, text] of Object.entries(services.get(group ?? '') ?? {})) {
    const service = /^(.+)\.endpoint_url$/.exec(key)?.[1];
    if (service !== undefined)
      found.set(service, { where: `endpoint_url of ${service} in the services '${visible(group ?? '')}'`, text });
  }
  return found;
}

/** `names`, and the profiles whose credentials assume their roles. */
function withSources(names: readonly string[], { profiles }: AwsConfiguration): readonly string[] {
  const all = new Set(names);
  for (let depth = 0; depth < LONGEST_CHAIN; depth += 1)
    for (const name of [...all]) all.add(profiles.get(name)?.['source_profile'] ?? name);
  return [...all];
}

/** Whether nobody asks for hosts of FIPS or for dual-stack ones. */
function meansUsualHosts(
  profiles: readonly string[],
  environment: Environment,
  configuration: AwsConfiguration,
): boolean {
  return ['use_fips_endpoint', 'use_dualstack_endpoint'].every((name) =>
    [
      environment[`AWS_${name.toUpperCase()}`],
      ...profiles.map((profile) => configuration.profiles.get(profile)?.[name]),
    ].every((text) => text === undefined || text === '' || text === 'false'),
  );
}

/**
 * The endpoint of each service: the flag, the service's variable, the variable for all, and the same in AWS's configuration.
 * All that is configured is checked, also for services that only the SDK asks, such as STS for the role of a profile.
 * @throws RunnerError `usage`
 */
export function endpoints(
  { flag, allowsHttp = false, profiles = [DEFAULT] }: EndpointQuestion,
  environment: Environment,
  configuration: AwsConfiguration,
): Endpoints {
  const [profile = DEFAULT] = profiles;
  const says = (text: string | undefined): boolean => text?.toLowerCase() === 'true';
  const ignored =
    says(environment['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS']) ||
    says(configuration.profiles.get(profile)?.['ignore_configured_endpoint_urls']);
  const typed = flag === undefined ? undefined : checked({ where: '--endpoint-url', text: flag }, allowsHttp);
  const variables = ignored ? new Map<string, Named>() : ofVariables(environment);
  const configured = ignored ? new Map<string, Named>() : ofProfile(profile, configuration);
  const others = ignored ? [] : withSources(profiles, configuration).map((name) => ofProfile(name, configuration));
  for (const found of [variables, ...others]) for (const named of found.values()) checked(named, allowsHttp);
  return {
    allowsHttp,
    areUsual: meansUsualHosts(profiles, environment, configuration),
    of: (service) =>
      typed ??
      (
        variables.get(`${VARIABLE}_${service}`) ??
        variables.get(VARIABLE) ??
        configured.get(service.toLowerCase()) ??
        configured.get('')
      )?.text,
  };
}

/** A client of the SDK, as far as it is looked at. */
interface Sends {
  readonly config: { readonly requestHandler: { handle(request: never, options?: never): unknown } };
}

/** What goes over plain HTTP to another machine is refused once more where it would be sent, wherever its address comes from. */
export function guarded<Client extends Sends>(client: Client, allowsHttp: boolean): Client {
  const handler = client.config.requestHandler;
  const handle = handler.handle.bind(handler);
  handler.handle = (request, options) => {
    const { protocol, hostname }: { readonly protocol: string; readonly hostname: string } = request;
    refusePlainHttp(protocol, hostname, 'the endpoint', allowsHttp);
    return handle(request, options);
  };
  return client;
}
