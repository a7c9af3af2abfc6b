// Every text of S3 that is known, and near variants, one by one: what it means, and what is said to do.
import { describe, expect, it } from '@jest/globals';
import { adviceOn, reportIsLost } from '../../../../../runner/methods/batch-jobs/jobs/job-failures';
import {
  fitting,
  mayBeYoung,
  MEANINGS,
  saidIn,
  type Said,
} from '../../../../../runner/methods/batch-jobs/refusals/what-s3-says';

const ROLE = 'arn:aws:iam::111122223333:role/job';

/** Written out here, so that a pattern that is too wide agrees with nobody. */
const TEXTS: readonly (readonly [text: string, said: Said | undefined])[] = [
  ['Manifest generation found no keys matching the filter criteria.', 'nothing-matched'],
  ['ManifestGenerationFailed: Manifest generation found no keys matching the filter criteria.', 'nothing-matched'],
  ['Reading the manifest is forbidden: AccessDenied', 'manifest-not-read'],
  ['Reading the manifest is forbidden: 403 Forbidden', 'manifest-not-read'],
  ['The job report could not be written to your report bucket. Please check your permissions.', 'report-not-written'],
  ['The report bucket does not exist.', 'report-not-written'],
  [`Manifest generation failed: the role ${ROLE} could not be assumed (AssumeRoleNotPermitted)`, 'role-not-assumed'],
  ['Failed to assume the job role.', 'role-not-assumed'],
  [`The role ${ROLE} cannot be assumed`, 'role-not-assumed'],
  ['InvalidRequest: Invalid role arn', 'role-not-assumed'],
  ['Cross-account pass role is not allowed', 'role-of-another-account'],
  ['Manifest generation failed: the bucket src does not exist', 'no-bucket'],
  ['The specified bucket does not exist', 'no-bucket'],
  ['Manifest generation failed: src is in eu-west-1, not in the Region of the job', 'other-region'],
  ["The manifest could not be read: lists is in eu-west-1, not in the job's Region", 'other-region'],
  ['Manifest generation failed: AccessDenied, src is not owned by 111122223333', 'other-owner'],
  ['Manifest generation failed: src has no replication configuration', 'no-replication-configuration'],
  ['The source bucket has no replication configuration.', 'no-replication-configuration'],
  ['Manifest generation failed: AccessDenied, the manifest could not be written to reports', 'manifest-not-kept'],
  ['Manifest generation failed: AccessDenied', 'denied'],
  ['Access denied while the manifest was generated.', 'denied'],
  ['AccessDenied', 'denied'],
  ['The bucket policy does not allow the specified operation', 'denied'],
  ['The manifest could not be read: its ETag is 1f, the job names 2e', 'manifest-invalid'],
  ['The manifest could not be read: it is empty', 'manifest-invalid'],
  ['The manifest could not be read: there is no object m/list.csv', 'manifest-invalid'],
  ['The manifest could not be read: the bucket lists does not exist', 'no-bucket'],
  ['Required fields are missing in the schema: + missingFields', 'manifest-invalid'],
  ['InvalidManifestContent: Invalid Manifest Content', 'manifest-invalid'],
  ['Invalid object key format', 'manifest-invalid'],
  ['Manifest file is not properly formatted', 'manifest-invalid'],
  ['Invalid version ID format', 'manifest-invalid'],
  ['ETag format is invalid', 'manifest-invalid'],
  [
    'The S3 Batch Operations job failed because it contains more keys than the maximum allowed in a single job',
    'too-many-keys',
  ],
  ['FailureRateExceeded: Job failed: more than 50 percent of its tasks failed.', 'mostly-failed'],
  ['The failure rate of the job exceeded the threshold.', 'mostly-failed'],
  ['The job was suspended for more than 30 days.', 'not-confirmed'],
  ['InternalError: We encountered an internal error. Please try again.', 'passing-trouble'],
  ['SlowDown: Please reduce your request rate', 'passing-trouble'],
  ['Request rate exceeded', 'passing-trouble'],
  ['The moon is full.', undefined],
  // Names that people have given, with words of other texts in them.
  ['Manifest generation failed: the bucket my-report-bucket does not exist', 'no-bucket'],
  ['Manifest generation failed: assume-role-logs is in eu-west-1, not in the Region of the job', 'other-region'],
  ['Manifest generation failed: access-denied-logs has no replication configuration', 'no-replication-configuration'],
  [
    'Manifest generation failed: the role arn:aws:iam::111122223333:role/no-keys-matching could not be assumed',
    'role-not-assumed',
  ],
];

describe('a text of S3', () => {
  it.each(TEXTS)('%s', (text, said) => {
    expect(saidIn(text)).toBe(said);
    expect(saidIn(text.toLowerCase())).toBe(said);
  });

  it('fits one meaning alone, beside a denial that says no more: no order decides', () => {
    const texts = [...TEXTS.map(([text]) => text), ...Object.values(MEANINGS).flatMap((meaning) => meaning.texts)];
    const doubtful = texts.filter((text) => fitting(text).filter((said) => said !== 'denied').length > 1);
    expect(doubtful).toEqual([]);
  });

  it.each(Object.entries(MEANINGS))('of the table means what it is an example of: %s', (said, { texts }) => {
    expect(texts.map(saidIn)).toEqual(texts.map(() => said));
  });

  it.each([
    [`Manifest generation failed: AccessDenied, the role ${ROLE} is not allowed s3:GetReplicationConfiguration`],
    [`Access denied: s3:PutInventoryConfiguration required for the role ${ROLE}`],
    ['Manifest generation is forbidden: s3:PutInventoryConfiguration required for the role'],
    [`User: ${ROLE} is not authorized to perform: s3:PutInventoryConfiguration on resource: "arn:aws:s3:::src"`],
  ])('that names an action gets a remedy about that one: %s', (text) => {
    const [advice = '', ...more] = adviceOn([{ code: 'ManifestGenerationFailed', text }]);
    const [action] = /s3:\w+/.exec(text) ?? [];
    expect(advice).toMatch(new RegExp(`^allow ${action ?? '?'} on the source bucket itself`));
    // The next job would fail for want of the other.
    expect(advice).toContain('s3:GetReplicationConfiguration and s3:PutInventoryConfiguration in all');
    expect(advice).not.toContain('manifest bucket');
    expect(more).toEqual([]);
  });

  it('that names an action of two places names both', () => {
    const [advice = ''] = adviceOn([{ code: '', text: `The role ${ROLE} is not allowed s3:PutObject` }]);
    expect(advice).toContain('on the objects of the manifest bucket and on the objects of the report bucket');
  });

  it('that names the policy which denies sends nobody to another one', () => {
    const text = `User: ${ROLE} is not authorized to perform: s3:PutInventoryConfiguration on resource: "arn:aws:s3:::src" with an explicit deny in a service control policy`;
    const [advice = ''] = adviceOn([{ code: '', text }]);
    expect(advice).toContain('service control policy that denies it');
    expect(advice).not.toMatch(/^allow/);
  });

  it('of a lost report says that the bucket may be gone, and that S3 comes through no VPC endpoint', () => {
    const reasons = [
      { code: 'ReportNotDelivered', text: 'The job report could not be written to your report bucket.' },
    ];
    expect(reportIsLost(reasons)).toBe(true);
    expect(adviceOn(reasons).join()).toMatch(/is there still.*aws:SourceVpce/);
    expect(
      reportIsLost([{ code: '', text: 'Manifest generation failed: the bucket my-report-bucket does not exist' }]),
    ).toBe(false);
  });

  it('can come of a young role only where a role or its policy is what is missing', () => {
    const young = TEXTS.filter(([text]) => mayBeYoung(text)).map(([, said]) => said);
    expect([...new Set(young)].sort()).toEqual([
      'denied',
      'manifest-not-kept',
      'manifest-not-read',
      'role-not-assumed',
    ]);
    expect(mayBeYoung(`The role ${ROLE} is not allowed s3:PutInventoryConfiguration`)).toBe(true);
    expect(mayBeYoung(`not authorized to perform: s3:PutObject with an explicit deny in a resource-based policy`)).toBe(
      false,
    );
  });
});
