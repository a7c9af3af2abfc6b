// AWS does not create a job: what the caller lacks, or what else stands against it.
import { CALLER_PERMISSIONS } from '../../../policy/caller/caller-permissions';
import { AfterLostAnswer, RunnerError, isRunnerError, type ErrorKind } from '../../../ports/errors';
import type { JobRequest } from '../../../ports/batch/job-request';
import { visible } from '../../../text/safe-text';
import { namedIn, type Named } from './named-in-text';
import { DENIED_BY } from './lacking';
import { mayBeYoung, MEANINGS, saidIn } from './what-s3-says';

/** AWS has understood the request and has not followed it: there is no job. */
const DEFINITE: readonly ErrorKind[] = [
  'usage',
  'credentials',
  'expired',
  'denied',
  'not-found',
  'throttled',
  'refused',
];

/** No job was created. */
export class JobRefused extends RunnerError {}

export function isDefinite(error: unknown): error is RunnerError {
  return isRunnerError(error, ...DEFINITE) && !(error instanceof AfterLostAnswer);
}

/** Whether S3 may say this since it does not see the job role yet. What the caller lacks is named, and meant. */
export function isYoungRole({ kind, message }: RunnerError): boolean {
  return (kind === 'denied' || kind === 'refused') && namedIn(message).actions.length === 0 && mayBeYoung(message);
}

/** What CreateJob asks of the caller, with where it has to be granted. */
const ASKED = CALLER_PERMISSIONS.filter(({ calls }) => calls.includes('CreateJob'));

/** What has to be known of one of them, beside that it is to be granted. */
const BESIDE: Readonly<Record<string, string>> = {
  'iam:PassRole': 'without a condition on iam:PassedToService, which never holds since CreateJob does not fill it in',
  's3:PutJobTagging': 'or run with --no-job-tags',
};

function resourceOf(action: string, { RoleArn, AccountId }: JobRequest, region: string): string {
  const partition = RoleArn.split(':')[1] ?? 'aws';
  if (action === 'iam:PassRole') return visible(RoleArn);
  return action === 's3:PutJobTagging' ? `arn:${partition}:s3:${region}:${AccountId}:job/*` : '*';
}

function granting(action: string, request: JobRequest, region: string): string {
  const beside = BESIDE[action];
  return `${action} on ${resourceOf(action, request, region)}${beside === undefined ? '' : ` (${beside})`}`;
}

function ofNamed({ actions, principalArn, policy }: Named, request: JobRequest, region: string): string {
  const who = principalArn === undefined ? 'these credentials' : visible(principalArn);
  const what = actions.map((action) => granting(action, request, region)).join(' and ');
  return policy?.denies === true ? `${DENIED_BY[policy.kind]}; ${who} needs ${what}` : `allow ${what} for ${who}`;
}

/** What to do about it. */
function hintFor(message: string, request: JobRequest, region: string): string | undefined {
  const named = namedIn(message);
  if (named.actions.length > 0) return ofNamed(named, request, region);
  const said = saidIn(message);
  if (said === undefined) return undefined;
  if (said !== 'denied') return MEANINGS[said].advice;
  const needed = ASKED.filter(({ action }) => action !== 's3:PutJobTagging' || request.Tags !== undefined);
  const all = needed.map(({ action }) => granting(action, request, region)).join(', ');
  return `AWS does not say what is missing; these credentials need ${all}, and the job role must be there and trust batchoperations.s3.amazonaws.com`;
}

/**
 * @param doctor the command that finds everything that stands against the job
 */
export function jobRefused(error: RunnerError, request: JobRequest, region: string, doctor: string): JobRefused {
  const { kind, message, code } = error;
  const hint = kind === 'denied' || kind === 'refused' ? hintFor(message, request, region) : undefined;
  const whole = hint === undefined ? error.hint : `${hint}; all that stands against the job: ${doctor}`;
  return new JobRefused(kind, message, whole, code);
}
