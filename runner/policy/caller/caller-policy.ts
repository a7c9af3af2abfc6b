// The policy of whoever runs one verb of s3-backfill, for one target: nothing that another verb needs.
import { bucketArn, partitionOf } from '../../text/arn';
import type { QueryPlace } from '../../ports/serverless/queries';
import type { Side } from '../../ports/world';
import type { BucketPlace, Target } from '../../target/target';
import { literally } from '../pattern';
import { grantsOf, type Grant, type PolicyDocument } from '../policy-document';
import { defined } from '../../text/defined';
import { signingKeyGranted } from '../signing-key';
import { CALLER_PERMISSIONS } from './caller-permissions';
import type { CallerPermission, CallerTarget, CallerUse, CallerVerb } from './caller-permission';

/** What Athena joins. */
export interface GrantedQueries extends QueryPlace {
  readonly tables: readonly string[];
  /** Where results go. @default - the workgroup keeps them, or it is not known, and nothing is granted on it */
  readonly results?: BucketPlace;
}

export interface CallerPolicyOptions {
  readonly verb: CallerVerb;
  /** What the verb is asked to do beside what it always does. */
  readonly uses: ReadonlySet<CallerUse>;
  /** Destination buckets, by name. */
  readonly destinations: readonly string[];
  /** What one of two identities needs: that of the source, or that of the destinations. @default - there is one for both */
  readonly side?: Side;
  /** ARN of the role that the caller assumes to look at the destinations. @default - none */
  readonly assumedRoleArn?: string;
  /** What is granted beside. @default - nothing is */
  readonly more?: readonly Grant[];
  /** Buckets with inventories and other lists of versions that are read. @default - none is */
  readonly lists?: readonly string[];
  /** What is queried. @default - nothing is */
  readonly queries?: GrantedQueries;
  /** User or role that gets the policy. @default - any of the account */
  readonly callerArn?: string | undefined;
  /** Key of KMS that signs certificates, or is what they are checked by: ARN or alias/…. @default - none */
  readonly signingKey?: string | undefined;
  /** @default - neither a flag nor a handoff names it, and nothing is granted on it */
  readonly replicationRoleArn?: string;
}

function ofQueries(
  on: 'workgroup' | 'catalog of Athena' | 'database and tables',
  { region, workgroup, database, tables }: GrantedQueries,
  { accountId }: Target['source'],
): readonly string[] {
  const arn = (service: string, rest: string): string =>
    `arn:${partitionOf(region)}:${service}:${region}:${accountId}:${rest}`;
  switch (on) {
    case 'workgroup':
      return [arn('athena', `workgroup/${workgroup}`)];
    case 'catalog of Athena':
      return [arn('athena', 'datacatalog/AwsDataCatalog')];
    case 'database and tables':
      return [
        arn('glue', 'catalog'),
        arn('glue', `database/${database}`),
        ...tables.map((name) => arn('glue', `table/${database}/${name}`)),
      ];
  }
}

/** ARNs that a permission is granted on; empty: the target has none. */
export function resourcesOf(on: CallerTarget, target: Target, options: CallerPolicyOptions): readonly string[] {
  const { source, batchJob } = target;
  const { roleArn, report, manifest } = batchJob;
  const arn = (bucket: string): string => bucketArn(bucket, source.region);
  const below = ({ bucket, prefix }: { readonly bucket: string; readonly prefix: string }): string =>
    `${arn(bucket)}/${prefix === '' ? '' : `${literally(prefix)}/`}*`;
  const partition = partitionOf(source.region);
  const some = (text: string | undefined): readonly string[] => (text === undefined ? [] : [text]);
  switch (on) {
    case 'every job of the account':
    case 'every metric':
      return ['*'];
    case 'jobs':
      return [`arn:${partition}:s3:${source.region}:${source.accountId}:job/*`];
    case 'job role':
      return some(roleArn);
    case 'both roles':
      return [...some(options.replicationRoleArn), ...some(roleArn)];
    case 'caller itself': {
      const account = `arn:${partition}:iam::${source.accountId}`;
      return options.callerArn === undefined ? [`${account}:user/*`, `${account}:role/*`] : [options.callerArn];
    }
    case 'managed policies':
      return [`arn:${partition}:iam::aws:policy/*`, `arn:${partition}:iam::${source.accountId}:policy/*`];
    case 'keys':
      return [`arn:${partition}:kms:*:*:key/*`];
    case 'signing key':
      return options.signingKey === undefined ? [] : signingKeyGranted(options.signingKey, source).resources;
    case 'source bucket':
      return [arn(source.bucket)];
    case 'source objects':
      return [`${arn(source.bucket)}/*`];
    case 'destination buckets':
      return options.destinations.map(arn);
    case 'destination objects':
      return options.destinations.map((bucket) => `${arn(bucket)}/*`);
    case 'report bucket':
      return report === undefined ? [] : [arn(report.bucket)];
    case 'report objects':
      return report === undefined ? [] : [below(report)];
    case 'manifest bucket':
      return manifest === undefined ? [] : [arn(manifest.bucket)];
    case 'manifest objects':
      return manifest === undefined ? [] : [below(manifest)];
    case 'inventory objects':
      return (options.lists ?? []).map((bucket) => `${arn(bucket)}/*`);
    case 'inventory buckets':
      return (options.lists ?? []).map(arn);
    case 'workgroup':
    case 'catalog of Athena':
    case 'database and tables':
      return options.queries === undefined ? [] : ofQueries(on, options.queries, source);
    case 'results bucket':
      return some(options.queries?.results?.bucket).map(arn);
    case 'results of queries':
      return options.queries?.results === undefined ? [] : [below(options.queries.results)];
    case 'role of an identity':
      return some(options.assumedRoleArn);
  }
}

const OF_DESTINATIONS: readonly CallerTarget[] = ['destination buckets', 'destination objects'];

function isOfSide(on: CallerTarget, side: Side | undefined): boolean {
  if (side === undefined) return true;
  // Keys are looked at by the identity of their account.
  const isDestinations = OF_DESTINATIONS.includes(on);
  return side === 'destination' ? isDestinations || on === 'keys' : !isDestinations;
}

function isFor({ on, verbs, onlyFor }: CallerPermission, { verb, uses, side }: CallerPolicyOptions): boolean {
  return isOfSide(on, side) && verbs.includes(verb) && (onlyFor === undefined || uses.has(onlyFor));
}

/** One statement for each place. */
export function callerPolicy(target: Target, options: CallerPolicyOptions): PolicyDocument {
  const own = CALLER_PERMISSIONS.filter((permission) => isFor(permission, options)).map(({ action, on }): Grant => ({
    action,
    on,
    resources: resourcesOf(on, target, options),
    ...(on === 'signing key' && options.signingKey !== undefined
      ? defined({ condition: signingKeyGranted(options.signingKey, target.source).condition })
      : {}),
  }));
  return grantsOf([...own, ...(options.more ?? [])]);
}
