// What DataSync's codes and words mean, and what to do. AWS publishes no full list: what is not known is told as it comes.
// https://docs.aws.amazon.com/datasync/latest/userguide/troubleshooting-datasync-locations-tasks.html
import type { Cause } from '../../../events/report-events';

const ACCESS: Cause = {
  meaning: 'a role of the task may not read the object, or may not write its copy, or a key of KMS does not let it',
  remedy:
    'let the role of that side, the policy of its bucket and that of its key allow it: s3-backfill doctor --method datasync finds which does not; then retry with --remedied',
  retriable: 'after-remedy',
};

const GONE: Cause = {
  meaning: 'the object is not at the source any more, or the list of keys names one that never was',
  remedy: 'nothing, if it was deleted on purpose',
  retriable: 'never',
};

const PATH: Cause = {
  meaning:
    'DataSync takes keys for paths, and this one is none that it carries (//, /./, /../, or more than 255 bytes between two slashes)',
  remedy: 's3-backfill copy --keys copies it, key by key',
  retriable: 'never',
};

const ARCHIVED: Cause = {
  meaning: 'the object is archived, and was not restored: DataSync skips it, and does not count it as failed',
  remedy: 'restore it (aws s3api restore-object), wait until that is done, then retry with --remedied',
  retriable: 'after-remedy',
};

const DIFFERS: Cause = {
  meaning:
    'what DataSync has written differs from the source: the object was changed meanwhile, or has no Content-Type',
  remedy: 'compare both (s3-backfill verify --method datasync); what was changed is copied by the next execution',
  retriable: 'now',
};

const BUSY: Cause = {
  meaning: 'S3 or the network did not answer in time, or asked to slow down',
  remedy: 'nothing: it is tried again',
  retriable: 'now',
};

const UNKNOWN: Cause = {
  meaning: 'a code that this version of s3-backfill does not know',
  remedy: 'its words stand beside it; the log of the task may tell more',
  retriable: 'unknown',
};

const BY_TEXT: readonly (readonly [text: RegExp, cause: Cause])[] = [
  [/FileNotAtSource|ManifestFileDoesNotExist|NoSuchKey|NotFound|not at the source|does not exist/i, GONE],
  [/InvalidPath|FileNameTooLong|NameTooLong|\/\.\.?\//i, PATH],
  [/InvalidObjectState|archiv|restor|glacier/i, ARCHIVED],
  [/AccessDenied|Forbidden|denied|not authorized|\b403\b|KMS/i, ACCESS],
  [/MetadataDiffers|ContentDiffers|checksum|differ|mismatch/i, DIFFERS],
  [/SlowDown|Throttl|timeout|timed out|InternalError|ServiceUnavailable|\b50[03]\b/i, BUSY],
];

/** @param words what DataSync says of it beside the code */
export function causeOf(code: string, words: string): Cause {
  return BY_TEXT.find(([text]) => text.test(code))?.[1] ?? BY_TEXT.find(([text]) => text.test(words))?.[1] ?? UNKNOWN;
}

/** Whether it is the key itself that DataSync does not take, as a path. */
export function isOfPath(code: string): boolean {
  return causeOf(code, '') === PATH;
}

/** Whether what was skipped for this reason is as it should be; undefined: nothing tells. */
export function isAsItShouldBe(reason: string): boolean | undefined {
  if (/archiv|restor|glacier/i.test(reason)) return false;
  return /not (?:been )?changed|unchanged|identical|up to date|exists at the destination|overwrit/i.test(reason)
    ? true
    : undefined;
}

/** Why a whole execution has failed, by DataSync's code. */
const OF_EXECUTIONS: readonly (readonly [code: RegExp, advice: string])[] = [
  [
    /Access|HeadBucket|NotAuthorized|Permission|Forbidden|AssumeRole/i,
    'a location could not be reached by its role: s3-backfill doctor --method datasync looks at both roles, their trust, the policies of the buckets and the keys',
  ],
  [
    /ConnectToEndpoint|EniNotFound|Endpoint/i,
    'S3 could not be reached from the Region of the task: look whether both Regions are enabled in the account, and try again',
  ],
  [
    /LocationNotAdded/i,
    'a location could not be used: look at its bucket and its role, and make it anew with terraform apply',
  ],
  [
    /NoMem|OutOfMemory/i,
    'there were too many objects for one execution in Basic mode: copy one prefix at a time, or take a task in Enhanced mode',
  ],
  [/manifest/i, 'the list of keys could not be read: the role of the report has to allow s3:GetObject on it'],
];

export function adviceOf(code: string, detail: string): readonly string[] {
  const text = `${code} ${detail}`;
  const found = OF_EXECUTIONS.find(([pattern]) => pattern.test(text))?.[1];
  return found === undefined ? [] : [found];
}

/** Whether a role that was made seconds ago may be all that is the matter. */
export function mayBeYoungRole(code: string, detail: string): boolean {
  return /Access|HeadBucket|NotAuthorized|Permission|Forbidden|AssumeRole/i.test(`${code} ${detail}`);
}
