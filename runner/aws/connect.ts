// AWS as the runner sees it, made of the SDK's clients. Clients are loaded and made when they are first used.
import { RunnerError } from '../errors';
import type { Aws, ConnectOptions } from '../ports';
import { s3Buckets } from './buckets';
import { toRunnerError } from './errors';
import { stsIdentity } from './identity';
import { s3ControlJobs } from './jobs';
import { iamRoles } from './roles';
import { endpoints, sharedConfiguration, type Session } from './session';

type Environment = Readonly<Record<string, string | undefined>>;

/** Region of the profile in AWS's configuration file; the SDK knows where that is. */
async function profileRegion({ profile }: ConnectOptions): Promise<string | undefined> {
  const { STSClient } = await import('@aws-sdk/client-sts');
  const client = new STSClient(profile === undefined ? {} : { profile });
  try {
    return await client.config.region();
  } catch (error) {
    const known = toRunnerError(error, 'reading the AWS configuration');
    if (known.message.includes('Region is missing')) return undefined;
    throw known;
  } finally {
    client.destroy();
  }
}

async function regionOf(options: ConnectOptions, environment: Environment): Promise<string> {
  const named = [options.region, environment['AWS_REGION'], environment['AWS_DEFAULT_REGION']];
  const region = named.find((name) => name !== undefined && name !== '') ?? (await profileRegion(options));
  if (region !== undefined) return region;
  throw new RunnerError(
    'usage',
    'no Region: neither a handoff, --region, AWS_REGION nor the profile names one',
    'add --region and the Region of the source bucket',
  );
}

export async function connect(options: ConnectOptions, environment: Environment): Promise<Aws> {
  const region = await regionOf(options, environment);
  const session: Session = {
    region,
    signal: options.signal,
    shared: sharedConfiguration(region, options),
    endpointOf: endpoints(options.endpointUrl, environment),
  };
  const identity = stsIdentity(session);
  const buckets = s3Buckets(session);
  const roles = iamRoles(session);
  const jobs = s3ControlJobs(session);
  const close = (): void => [identity, buckets, roles, jobs].forEach((adapter) => adapter.close());
  return { region, identity, buckets, roles, jobs, close };
}
