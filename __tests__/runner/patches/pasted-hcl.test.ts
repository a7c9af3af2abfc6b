/** @group outside */
// The HCL that the doctor gives is what Terraform's AWS provider takes: every resource, every block of a rule, every attribute.
import { targetOfHandoff } from '../../../runner/target/target';
import { expect, it } from '@jest/globals';
import * as buckets from '../../../runner/patches/bucket-patches';
import { rolePatch, rolePolicyPatch } from '../../../runner/patches/policy-patches';
import * as rules from '../../../runner/patches/rule-patches';
import { describeWith, makeFolder, removeFolder, TERRAFORM, terraformIn } from '../../e2e/setup';
import { terraformRoot } from '../../e2e/terraform-root';

const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const ROLE = 'arn:aws:iam::111122223333:role/replication';
const TO = { bucket: 'replicas', region: 'eu-west-1' };

/** A rule with these blocks or lines instead of its own. */
function ruleWith(name: string, ...own: readonly string[]): string {
  const usual = {
    status: 'status = "Enabled"',
    filter: 'filter {}',
    destination: 'destination {\n bucket = "arn:aws:s3:::replicas"\n}',
  };
  const missing = Object.entries(usual).filter(([word]) => !own.some((text) => text.startsWith(word)));
  return `resource "aws_s3_bucket_replication_configuration" "${name}" {
    bucket = "source"
    role   = "${ROLE}"
    rule {
      ${[...own, ...missing.map(([, text]) => text)].join('\n')}
    }
  }`;
}

const handoff = {
  version: 1,
  source: { bucket: 'source', region: 'us-east-1', accountId: '111122223333' },
  destinations: [{ bucket: 'replicas', ruleId: 'folder' }],
  rules: [{ id: 'folder', prefix: 'folder/', priority: 1, status: 'Enabled', deleteMarkers: false }],
  roles: { replicationArn: ROLE, batchJobArn: ROLE },
  report: { bucket: 'reports', prefix: '' },
  prefixes: [],
} as const;

function files(): Readonly<Record<string, string>> {
  const [selection = '', destination = '', ...more] = rules
    .kmsRulePatch(TO, [KEY], 'us-east-1', ROLE)
    .text.split('\n\n');
  const rule = rules.rulePatch({ id: 'a', priority: 2, prefix: 'a/', destinationArn: 'arn:aws:s3:::replicas' }).text;
  const texts = [
    buckets.versionedBucketPatch('versioned').text,
    buckets.bucketPatch('plain').text,
    buckets.versioningPatch('unversioned').text,
    buckets.objectLockPatch('locked').text,
    buckets.requestPaymentPatch('paid').text,
    buckets.ownershipPatch('owned').text,
    buckets.plainEncryptionPatch('encrypted').text,
    rolePatch(ROLE, 's3.amazonaws.com').text,
    rolePolicyPatch(ROLE, { action: 's3:GetObjectVersionAcl', resource: 'arn:aws:s3:::source/*' }).text,
    rules.replicationPatch(targetOfHandoff(handoff))?.text ?? '',
    ...more,
    ruleWith('kms', selection, destination),
    ruleWith('key', rules.replicaKeyPatch({ ...TO, arn: KEY }).text),
    ruleWith('other', rules.destinationPatch('replicas', 'us-east-1').text, rules.untaggedFilterPatch('a/').text),
    ruleWith('inside', rules.insideRule({ status: 'Enabled', priority: 3 }).text),
    `resource "aws_s3_bucket_replication_configuration" "more" {\nbucket = "s"\nrole = "${ROLE}"\n${rule}\n}`,
  ];
  return {
    'main.tf': texts.join('\n\n'),
    'versions.tf': 'terraform {\n  required_providers {\n    aws = {\n      source = "hashicorp/aws"\n    }\n  }\n}',
  };
}

describeWith([TERRAFORM], 'the HCL of the patches', () => {
  it('is valid by the schema of the AWS provider', async () => {
    const folder = makeFolder();
    try {
      const root = terraformRoot(`${folder}/root`, files(), terraformIn(folder), { PATH: process.env['PATH'] ?? '' });
      await root.must('init', '-backend=false');
      const { stdout } = await root.run('validate', '-json');
      const { diagnostics } = JSON.parse(stdout) as { diagnostics: readonly { severity: string; summary: string }[] };
      expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    } finally {
      removeFolder(folder);
    }
  }, 120_000);
});
