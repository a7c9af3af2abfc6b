// What an operation of DataSync gets, the shapes of its parameters, and the faults that several have.
// https://docs.aws.amazon.com/datasync/latest/apireference/CommonErrors.html
import * as z from 'zod';
import { ServiceError } from '../../http/service';
import { accountOfArn } from '../../world/arn';
import { DATASYNC_SERVICE } from '../../world/datasync';
import type { World } from '../../world/world';
import { arnHere, authorize, pageOf, type MonitoringCall } from '../../monitoring/monitoring-call';

export type DataSyncCall = MonitoringCall;
export type Answer = Readonly<Record<string, unknown>>;
export type DataSyncOperation = (call: DataSyncCall) => Answer;

/** By name. */
export type DataSyncOperations = Readonly<Record<string, DataSyncOperation>>;

/** @param errorCode - DataSync's own, where it gives one */
export function invalidRequest(message: string, errorCode?: string): ServiceError {
  return new ServiceError(400, 'InvalidRequestException', message, errorCode === undefined ? {} : { errorCode });
}

const PARTITION = '(?:aws|aws-cn|aws-us-gov|aws-eusc|aws-iso|aws-iso-b)';
const OWN = `^arn:${PARTITION}:datasync:[a-z\\-0-9]+:[0-9]{12}:`;

const arnLike = (pattern: string, longest: number): z.ZodString =>
  z.string().max(longest).regex(new RegExp(pattern), `Member must satisfy regular expression pattern: ${pattern}`);

export const LOCATION_ARN = arnLike(`${OWN}location/loc-[0-9a-z]{17}$`, 128);
export const TASK_ARN = arnLike(`${OWN}task/task-[0-9a-f]{17}$`, 128);
export const EXECUTION_ARN = arnLike(`${OWN}task/task-[0-9a-f]{17}/execution/exec-[0-9a-f]{17}$`, 128);
export const TAGGED_ARN = arnLike(
  `${OWN}(?:location/loc-[0-9a-z]{17}|task/task-[0-9a-f]{17}(?:/execution/exec-[0-9a-f]{17})?|agent/agent-[0-9a-z]{17})$`,
  128,
);
export const ROLE_ARN = arnLike(`^arn:${PARTITION}:iam::[0-9]{12}:role/.*$`, 2048);
export const BUCKET_ARN = arnLike(
  `^arn:${PARTITION}:(?:s3:[a-z\\-0-9]*:[0-9]{12}:accesspoint[/:].+|s3-outposts:.+|s3:::[a-zA-Z0-9.\\-_]{1,255})$`,
  268,
);
export const LOG_GROUP_ARN = arnLike(`^arn:${PARTITION}:logs:[a-z\\-0-9]+:[0-9]{12}:log-group:([^:\\*]*)(:\\*)?$`, 562);
/** Of a prefix, or of the key of a manifest. */
export const OBJECT_PATH = z
  .string()
  .max(4096)
  .regex(/^[a-zA-Z0-9_\-+./()\p{Zs}]*$/u);

const TAG_KEY = z
  .string()
  .min(1)
  .max(256)
  .regex(/^[a-zA-Z0-9\s+=._:/-]+$/);
const TAG = z.strictObject({
  Key: TAG_KEY,
  Value: z
    .string()
    .max(256)
    .regex(/^[a-zA-Z0-9\s+=._:@/-]*$/)
    .default(''),
});
export const TAGS = z.array(TAG).max(50);
export const TAG_KEYS = z.array(TAG_KEY).min(1).max(50);

export const PAGE = { MaxResults: z.int().min(0).max(100).default(100), NextToken: z.string().optional() };

/** Part of a list under its name. */
export function listed(
  name: string,
  items: readonly Answer[],
  { MaxResults, NextToken }: { readonly MaxResults: number; readonly NextToken?: string | undefined },
): Answer {
  const wrong = (): ServiceError => invalidRequest('Invalid parameter: NextToken is not valid.', 'InvalidParameter');
  const { items: part, ...rest } = pageOf(items, MaxResults === 0 ? 100 : MaxResults, NextToken, wrong);
  return { [name]: part, ...rest };
}

export function tagMap(tags: readonly z.output<typeof TAG>[]): Map<string, string> {
  const reserved = tags.find(({ Key }) => /^aws:/i.test(Key));
  if (reserved !== undefined) throw invalidRequest(`The tag key ${reserved.Key} begins with aws:, which is reserved.`);
  return new Map(tags.map(({ Key, Value }) => [Key, Value]));
}

/** `arn:aws:datasync:us-east-1:111122223333:<kind>/<id>`, with an id of its own. */
export function newArn(call: DataSyncCall, kind: string): string {
  return arnHere(call, 'datasync', `${kind}-${hexDigits(call.world, 17)}`);
}

export function hexDigits(world: World, count: number): string {
  return Array.from({ length: count }, () => Math.floor(world.random() * 16).toString(16)).join('');
}

/** @throws ServiceError unless the ARN, which a client gave, is of its own account */
export function checkOwnAccount({ request }: DataSyncCall, arn: string): void {
  if (accountOfArn(arn) === request.caller.accountId) return;
  throw invalidRequest(
    `Invalid parameter: ARN account (${accountOfArn(arn)}) must match authenticated user.`,
    'InvalidParameter',
  );
}

/** The caller hands a role to DataSync: it has to be one of its account, and it has to be allowed to. */
export function checkPassRole(call: DataSyncCall, roleArn: string): void {
  checkOwnAccount(call, roleArn);
  authorize(call, 'iam:PassRole', roleArn, { context: { 'iam:PassedToService': DATASYNC_SERVICE } });
}

/** DataSync writes times as seconds since 1970. */
export function seconds(milliseconds: number): number {
  return milliseconds / 1000;
}

/** @throws ServiceError if it is not the ARN of a bucket, which is all that is emulated */
export function bucketNameOf(arn: string): string {
  const name = /^arn:[\w-]+:s3:::(.+)$/.exec(arn)?.[1];
  if (name === undefined)
    throw new ServiceError(
      501,
      'NotImplemented',
      `${arn} is not a bucket: access points and Outposts are not emulated.`,
    );
  return name;
}
