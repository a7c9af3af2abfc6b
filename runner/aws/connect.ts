// AWS as the runner sees it, made of the SDK's clients. Clients are loaded and made when they are first used.
import { setMaxListeners } from 'node:events';
import { RunnerError } from '../ports/errors';
import type { Aws } from '../ports/aws';
import type { ConnectOptions } from '../ports/world';
import { assumedRole } from './assumed-role';
import type { SideIdentity } from './side-errors';
import { s3BucketSettings } from './s3/bucket-settings';
import { s3Access } from './s3/s3-access';
import { s3Buckets } from './s3/buckets';
import { cloudWatchLogs } from './monitoring/logs';
import { cloudWatchMetrics } from './monitoring/metrics';
import { credentialRemedies } from './configuration/credential-remedies';
import { toRunnerError } from './errors';
import { stsIdentity } from './identity';
import { dataSync } from './datasync';
import { s3ControlJobs } from './jobs';
import { iamClient } from './iam-client';
import { kmsKeys } from './keys';
import { leanBelow, leanBucketSettings, leanReadPart, leanVersioning } from './lean/buckets';
import { leanCopying } from './lean/copying';
import { leanS3 } from './lean/lean-s3';
import { leanS3Versions } from './lean/listings/listed-versions';
import { openLink } from './lean/link';
import { leanVersionHead } from './lean/version-head';
import { s3Objects } from './s3/objects';
import { iamPermissions } from './permissions';
import { iamRoles } from './roles';
import { s3Clients } from './s3/s3-clients';
import { awsConfiguration, DEFAULT } from './configuration/config-file';
import { endpoints } from './configuration/endpoints';
import { plainKeys } from './configuration/plain-keys';
import { athenaQueries } from './serverless/athena';
import { lambdaFunctions } from './serverless/functions';
import { sqsQueues } from './serverless/queues';
import { sharedConfiguration, type Session } from './session';
import { defined } from '../text/defined';

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

/** Undefined: it is the one of both sides. */
function ownIdentity({ side, profile, roleArn, externalId }: ConnectOptions): SideIdentity | undefined {
  return side === undefined ? undefined : { side, ...defined({ profile, roleArn, externalId }) };
}

export async function connect(options: ConnectOptions, environment: Environment): Promise<Aws> {
  // Every request that is under way listens to it.
  setMaxListeners(0, options.signal);
  // The SDK reads the endpoints of the usual profile, whichever it is given.
  const usual = environment['AWS_PROFILE'] || DEFAULT;
  const configuration = await awsConfiguration(environment);
  const hosts = endpoints(
    {
      ...defined({ flag: options.endpointUrl, allowsHttp: options.allowHttp }),
      profiles: [options.profile ?? usual, usual],
    },
    environment,
    configuration,
  );
  const region = await regionOf(options, environment);
  const profile = [options.profile, environment['AWS_PROFILE']].find((name) => name !== undefined && name !== '');
  const own = ownIdentity(options);
  const known = plainKeys(profile, environment, configuration);
  const asking: Session = {
    region,
    ...defined({ profile, keys: known && (() => Promise.resolve(known)) }),
    remedyFor: credentialRemedies(profile, environment),
    signal: options.signal,
    ...defined({ onRequest: options.onRequest, onSilence: options.onSilence }),
    shared: sharedConfiguration(region, options),
    endpoints: hosts,
  };
  const { roleArn } = options;
  const role =
    roleArn === undefined ? undefined : assumedRole(asking, { side: 'source', ...own, roleArn }, options.now);
  const session: Session = {
    ...asking,
    ...defined({ own, keys: role?.credentials ?? asking.keys }),
    shared: { ...asking.shared, ...defined({ credentials: role?.credentials }) },
  };
  const link = openLink(session, options.now ?? (() => performance.timeOrigin + performance.now()));
  const s3 = s3Clients(session, link);
  const lean = leanS3(session, s3, link);
  const sdkBuckets = s3Buckets(session, s3);
  const identity = stsIdentity(session, link);
  const iam = iamClient(session);
  const jobs = s3ControlJobs(session);
  const keys = kmsKeys(session);
  const metrics = cloudWatchMetrics(session);
  const logs = cloudWatchLogs(session);
  const tasks = dataSync(session);
  const queues = sqsQueues(session);
  const functions = lambdaFunctions(session);
  const queries = athenaQueries(session);
  return {
    region,
    identity,
    buckets: { ...sdkBuckets, versioning: leanVersioning(lean), readPart: leanReadPart(lean, sdkBuckets.readPart) },
    objects: {
      ...s3Objects(session, s3),
      versions: leanS3Versions(lean),
      head: leanVersionHead(lean),
      below: leanBelow(lean),
    },
    copying: leanCopying(lean),
    access: s3Access(session, s3),
    bucketSettings: { ...s3BucketSettings(session, s3), ...leanBucketSettings(lean) },
    roles: iamRoles(session, iam),
    permissions: iamPermissions(session, iam),
    keys,
    signing: keys,
    metrics,
    logs,
    batchOperations: jobs,
    dataSync: tasks,
    queues,
    functions,
    queries,
    close() {
      const all = [s3, link, identity, iam, jobs, keys, metrics, logs, tasks, queues, functions, queries];
      for (const adapter of [...all, ...(role === undefined ? [] : [role])]) adapter.close();
    },
  };
}
