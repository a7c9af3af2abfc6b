// What S3 says of a job that failed as a whole, and of a job that it did not create. Its words are English prose without codes; this
// table is the only place that decides by them. The texts are known from AWS's guide, from others' jobs, or likely.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshooting-batch-operations.html
import { everyNeed, NOT_FROM_A_NETWORK } from './lacking';
import { namedIn, withoutNames } from './named-in-text';

/** What a text of S3 means. */
export type Said =
  | 'nothing-matched'
  | 'report-not-written'
  | 'manifest-not-kept'
  | 'manifest-not-read'
  | 'manifest-invalid'
  | 'too-many-keys'
  | 'other-owner'
  | 'role-not-assumed'
  | 'role-of-another-account'
  | 'no-bucket'
  | 'other-region'
  | 'no-replication-configuration'
  | 'mostly-failed'
  | 'not-confirmed'
  | 'passing-trouble'
  | 'denied';

interface Meaning {
  /** As S3 says it, or something like it; the first one stands in the documentation. */
  readonly texts: readonly [string, ...string[]];
  /** Matches those texts, and no text of another meaning. */
  readonly pattern: RegExp;
  readonly advice: string;
  /** Whether it passes when a role or policy is a few minutes older. @default false */
  readonly whileYoung?: boolean;
}

const YOUNG = 'a role or policy that is minutes old may need another minute: run again';

/** `denied` says least: it is asked last, of texts that nothing else fits. */
export const MEANINGS: Readonly<Record<Said, Meaning>> = {
  'nothing-matched': {
    texts: ['Manifest generation found no keys matching the filter criteria.'],
    pattern: /no keys matching/i,
    advice: 'nothing yet: to S3 a job without tasks is a failed one; what follows says why nothing was selected',
  },
  'manifest-not-read': {
    texts: ['Reading the manifest is forbidden: AccessDenied', 'Reading the manifest is forbidden: 403 Forbidden'],
    pattern: /reading the manifest is forbidden|ManifestForbidden/i,
    advice:
      'allow s3:GetObject and s3:GetObjectVersion for the job role on the objects of the manifest bucket; a CSV manifest may not be encrypted with SSE-KMS, and the job role must trust batchoperations.s3.amazonaws.com',
    whileYoung: true,
  },
  'report-not-written': {
    texts: [
      'The job report could not be written to your report bucket. Please check your permissions.',
      'The report bucket does not exist.',
    ],
    pattern: /\breport (?:could not|cannot) be|\breport bucket\b|ReportNotDelivered/i,
    advice: `see that the report bucket is there still, in the Region of the job; allow s3:PutObject for the job role on its objects; its bucket policy must not demand KMS (reports are written with SSE-S3) nor deny the role (${NOT_FROM_A_NETWORK}), and it must not have an Object Lock retention. Objects may have been replicated all the same: run again`,
  },
  'mostly-failed': {
    texts: [
      'The failure rate of the job exceeded the threshold.',
      'Job failed: more than 50 percent of its tasks failed.',
    ],
    pattern: /failure ?rate|threshold|more than (?:50|half)/i,
    advice:
      'more than half of at least 1,000 tasks had failed, so S3 stopped the job; the completion report names the causes',
  },
  'no-replication-configuration': {
    texts: [
      'The source bucket has no replication configuration.',
      'Manifest generation failed: src has no replication configuration',
      'ReplicationConfigurationNotFoundError: The replication configuration was not found',
    ],
    pattern: /no replication configuration|ReplicationConfigurationNotFound|replication configuration was not found/i,
    advice:
      'the source bucket needs a replication configuration before a job can start: run terraform apply, wait a few minutes, run again',
  },
  'role-not-assumed': {
    texts: [
      'Failed to assume the job role.',
      'Manifest generation failed: the role arn:aws:iam::111122223333:role/job could not be assumed (AssumeRoleNotPermitted)',
      'The role arn:aws:iam::111122223333:role/job cannot be assumed',
      'InvalidRequest: Invalid role arn',
    ],
    pattern: /\bassume|AssumeRole|invalid role/i,
    advice: `the job role must be there and trust batchoperations.s3.amazonaws.com, without conditions; ${YOUNG}`,
    whileYoung: true,
  },
  'role-of-another-account': {
    texts: ['Cross-account pass role is not allowed'],
    pattern: /pass role is not allowed/i,
    advice: 'name a job role of the account that the job is created in, which is that of the source bucket',
  },
  'manifest-not-kept': {
    texts: ['Manifest generation failed: AccessDenied, the manifest could not be written to manifests'],
    pattern: /manifest (?:could not|cannot) be written/i,
    advice: `the manifest bucket has to be there, in the Region and account of the job; allow s3:PutObject for the job role on its objects, and let no bucket policy deny it: ${NOT_FROM_A_NETWORK}`,
    whileYoung: true,
  },
  'other-owner': {
    texts: ['Manifest generation failed: AccessDenied, src is not owned by 111122223333'],
    pattern: /not owned by|expected bucket owner/i,
    advice:
      'name the account that owns the bucket with --account-id, and use its credentials: a job reads buckets of its own account',
  },
  'no-bucket': {
    texts: [
      'The source bucket does not exist.',
      'Manifest generation failed: the bucket src does not exist',
      'NoSuchBucket: The specified bucket does not exist',
      'The manifest could not be read: the bucket lists does not exist',
    ],
    pattern: /(?<!\breport )\bbucket (?:\S+ )?does not exist|NoSuchBucket/i,
    advice: 'correct the name of the bucket (--source-bucket, --manifest-bucket), or make it again as it was',
  },
  'other-region': {
    texts: [
      'Manifest generation failed: src is in eu-west-1, not in the Region of the job',
      "The manifest could not be read: lists is in eu-west-1, not in the job's Region",
    ],
    pattern: /not in the (?:\S+ )?region/i,
    advice:
      'a job runs in the Region of its source bucket, and its manifest is there: check --source-bucket and --region',
  },
  'manifest-invalid': {
    texts: [
      'The manifest could not be read: row 3 has 2 fields, and 3 were announced',
      'The manifest could not be read: its ETag is 1f, the job names 2e',
      'The manifest could not be read: it is empty',
      'Required fields are missing in the schema: + missingFields',
      'Invalid Manifest Content',
      'Invalid object key format',
      'Manifest file is not properly formatted',
      'Invalid version ID format',
      'ETag format is invalid',
    ],
    pattern:
      /manifest could not be read: (?!the bucket \S+ does not exist|\S+ is in )|InvalidManifest|invalid manifest|fields are missing|invalid object key|not properly formatted|invalid version id|etag format/i,
    advice:
      'the manifest was changed or removed after the job was created, or cannot be read as one: run again, which writes a new one',
  },
  'too-many-keys': {
    texts: [
      'The S3 Batch Operations job failed because it contains more keys than the maximum allowed in a single job',
    ],
    pattern: /more keys than the maximum/i,
    advice: 'a job takes 20 billion object versions: run once for each of several prefixes (--prefix)',
  },
  'not-confirmed': {
    texts: ['The job was suspended for more than 30 days.'],
    pattern: /suspended|30 days/i,
    advice: 'nobody confirmed the job within 30 days: create it again',
  },
  'passing-trouble': {
    texts: [
      'InternalError: We encountered an internal error. Please try again.',
      'InternalServiceException',
      'SlowDown: Please reduce your request rate',
      'Request rate exceeded',
      'ServiceUnavailable: Please try again',
    ],
    pattern: /internal ?(?:server |service ?)?(?:error|exception)|slow ?down|request rate|service ?unavailable/i,
    advice: 'this is on the side of AWS, and passes: run again',
  },
  denied: {
    texts: [
      'Access denied while the manifest was generated.',
      'Manifest generation failed: AccessDenied',
      'Access Denied',
      'The bucket policy does not allow the specified operation',
    ],
    pattern: /access ?denied|forbidden|not authorized|not permitted|not allow|permission/i,
    advice: `S3 does not say which permission is missing; the job role needs ${everyNeed('job role')}; no bucket policy may deny them: ${NOT_FROM_A_NETWORK}; ${YOUNG}`,
    whileYoung: true,
  },
};

/** Every meaning whose pattern fits; `denied` fits beside others, since it says less than they do. */
export function fitting(text: string): readonly Said[] {
  const plain = withoutNames(text);
  return (Object.keys(MEANINGS) as Said[]).filter((said) => MEANINGS[said].pattern.test(plain));
}

/** What S3 means; undefined: this version does not know the text. An action that is named says more: see {@link namedIn}. */
export function saidIn(text: string): Said | undefined {
  const all = fitting(text);
  return all.find((said) => said !== 'denied') ?? all[0];
}

/** Whether a job role, or its policy, that not all of AWS has seen yet can be the reason. */
export function mayBeYoung(text: string): boolean {
  const { actions, policy } = namedIn(text);
  if (actions.length > 0) return policy?.denies !== true;
  const said = saidIn(text);
  return said !== undefined && MEANINGS[said].whileYoung === true;
}
