// Why a task of a job that copies fails: the codes of CopyObject, what each means, and what to do where a role copies.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html
import type { Cause } from '../../events/report-events';
import { RunnerError } from '../../ports/errors';
import { ROUTES } from '../../routes/routes';
import { everyNeed, lacking, NOT_FROM_A_NETWORK } from '../batch-jobs/refusals/lacking';
import type { Named } from '../batch-jobs/refusals/named-in-text';
import { copyCauseOf } from '../copy/engine/causes';

/** Where something else is to be done than by who copies object by object. */
const OF_JOBS: Readonly<Record<string, Cause>> = {
  AccessDenied: {
    meaning: 'a permission is missing, or a policy denies it; S3 does not say which',
    remedy: `the copy role needs ${everyNeed('copy role')}; no bucket policy may deny them: ${NOT_FROM_A_NETWORK}`,
    retriable: 'after-remedy',
  },
  InvalidObjectState: {
    meaning: 'the object is archived and cannot be read',
    remedy: ROUTES.archived.remedy,
    retriable: 'after-remedy',
    route: 'archived',
  },
  NoSuchVersion: {
    meaning: 'the version was deleted after it was listed',
    remedy: 'nothing, if it was deleted on purpose',
    retriable: 'never',
  },
  PermanentRedirect: {
    meaning: 'the job was created in another Region than the bucket that it copies to',
    remedy: 'run again: the job is created in the Region of the destination',
    retriable: 'after-remedy',
  },
  InvalidArgument: {
    meaning: 'S3 does not take the request for this object',
    remedy: 'read the message of S3 beside it',
    retriable: 'after-remedy',
  },
  PermanentFailure: {
    meaning: 'S3 gave up on this object and does not say why',
    remedy: 'run again; if it fails again, copy the object alone and look at its error',
    retriable: 'now',
  },
};

const TOO_LARGE: Cause = {
  meaning: 'the object is larger than the 5 GiB that one request copies',
  remedy: ROUTES['too-large'].remedy,
  retriable: 'never',
  route: 'too-large',
};

/**
 * What a task code means, and what to do. Where S3's message names what is missing, the remedy is about that.
 * @param named what the message names
 */
export function copyTaskCause(code: string, named: Named, message: string): Cause {
  if (named.actions.length > 0) return { ...lacking(named, 'copy role', true), retriable: 'after-remedy' };
  if (/larger than the maximum allowable size/i.test(message)) return TOO_LARGE;
  const own = Object.hasOwn(OF_JOBS, code) ? OF_JOBS[code] : undefined;
  return own ?? copyCauseOf(new RunnerError('refused', message, undefined, code));
}
