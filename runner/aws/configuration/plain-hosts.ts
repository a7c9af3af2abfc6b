// Where requests go that need none of the SDK's rules: to a server on this machine, or to AWS's usual hosts. Of everything else
// (FIPS, dual-stack, other partitions, access points, directory buckets, endpoints elsewhere) the SDK knows the host.
import { isLoopback } from './endpoints';

/** Of AWS's commercial partition, whose hosts end with `amazonaws.com`. */
const REGION =
  /^(?:af|ap|ca|eu|il|me|mx|sa|us)-(?:north|south|east|west|central|northeast|northwest|southeast|southwest)-\d$/;
/** That can be a part of a host's name; two hyphens are how S3 names buckets of other kinds. */
const IN_HOST = /^(?!.*--)[a-z\d][a-z\d-]{1,61}[a-z\d]$/;
const IN_PATH = /^(?!.*--)[A-Za-z\d][\w.-]{1,62}$/;

/**
 * Where requests to the bucket go.
 * @param endpoint that is configured. @default - AWS's own
 * @returns undefined: the SDK knows
 */
export function plainBucketHost(bucket: string, region: string, endpoint: string | undefined): URL | undefined {
  if (endpoint === undefined) {
    const isUsual = REGION.test(region) && IN_HOST.test(bucket);
    return isUsual ? new URL(`https://${bucket}.s3.${region}.amazonaws.com`) : undefined;
  }
  if (!isLoopback(endpoint) || !IN_PATH.test(bucket)) return undefined;
  const url = new URL(endpoint);
  url.pathname = `${url.pathname.replace(/\/$/, '')}/${bucket}`;
  return url;
}

/** Where requests to STS go. @returns undefined: the SDK knows */
export function plainStsHost(region: string, endpoint: string | undefined): URL | undefined {
  if (endpoint !== undefined) return isLoopback(endpoint) ? new URL(endpoint) : undefined;
  return REGION.test(region) ? new URL(`https://sts.${region}.amazonaws.com`) : undefined;
}
