// The policies that are printed are those that the constructs make, for whoever has no Terraform.
import { describe, expect, it } from '@jest/globals';
import { rolePolicies } from '../../../../docs/tables/policies';
import { jobRolePolicy, replicationRolePolicy } from '../../../../runner/policy/role-policies';
import { program, setup, type Ran } from '../../fakes/fake-world';

const HERE = ['--source-bucket', 'src', '--report-bucket', 'reports'] as const;

async function printed(...argv: readonly string[]): Promise<Ran> {
  return program(setup(), 'policy', ...argv, '--output', 'json');
}

function policyIn(
  { events }: Ran,
  of: string,
): { readonly Statement: { readonly Action: string | string[]; readonly Resource: unknown }[] } {
  return events.find((event) => event['kind'] === 'policy' && event['of'] === of)?.['policy'] as never;
}

function actionsIn(ran: Ran): readonly string[] {
  return policyIn(ran, 'caller').Statement.flatMap(({ Action }) => Action);
}

describe('s3-backfill policy', () => {
  it('prints the job role as the constructs make it', () => {
    const place = { bucket: 'report-bucket', prefix: 's3-backfill/reports' };
    const manifest = { bucket: 'report-bucket', prefix: 's3-backfill/manifests' };
    const own = jobRolePolicy('source-bucket', 'eu-west-1', place, manifest);
    expect(own).toEqual(rolePolicies().job);
  });

  it('prints the replication role as the constructs make it, with keys, lock and another owner', () => {
    const own = replicationRolePolicy({
      sourceBucket: 'source-bucket',
      region: 'eu-west-1',
      destinations: ['destination-bucket'],
      changingOwner: ['destination-bucket'],
      sourceKeys: { arns: ['arn:aws:kms:eu-west-1:111122223333:key/source-key'], buckets: ['source-bucket'] },
      replicaKeys: { arns: ['arn:aws:kms:eu-central-1:444455556666:key/replica-key'], buckets: ['destination-bucket'] },
      objectLock: true,
    });
    expect(sorted(own)).toEqual(sorted(rolePolicies().replication));
  });

  it('needs a bucket and nothing else: what is missing for a run is told as a step', async () => {
    const { code, events } = await printed('--source-bucket', 'src');
    expect(code).toBe(0);
    expect(events.filter(({ kind }) => kind === 'policy').map((event) => event['of'])).toEqual([
      'replication-role',
      'job-role',
      'caller',
    ]);
    expect(events).toContainEqual(
      expect.objectContaining({ kind: 'note', detail: expect.stringContaining('no report bucket is named') }),
    );
  });

  it.each([
    'plan',
    'run',
    'retry',
    'watch',
    'report',
    'verify',
    'health',
    'list',
    'status',
    'confirm',
    'cancel',
    'priority',
  ])('gives a caller that may only %s no right to delete, or to write objects of the source', async (verb) => {
    const ran = await printed('caller', ...HERE, '--for', verb);
    expect(actionsIn(ran).filter((action) => action.startsWith('s3:Delete'))).toEqual([]);
    const writing = policyIn(ran, 'caller').Statement.filter(
      ({ Action, Resource }) => [Action].flat().includes('s3:PutObject') && String(Resource).includes(':::src'),
    );
    expect(writing).toEqual([]);
  });

  it('gives the doctor no right to write, unless it flies a canary', async () => {
    expect(actionsIn(await printed('caller', ...HERE, '--for', 'doctor')).join()).not.toMatch(/Put|Delete/);
    expect(actionsIn(await printed('caller', ...HERE, '--for', 'doctor', '--canary'))).toEqual(
      expect.arrayContaining(['s3:PutObject', 's3:DeleteObjectVersion']),
    );
  });

  it('gives who reads an inventory, or a list in S3, the objects of that bucket', async () => {
    for (const flag of ['--survey=inventory:s3://lists/src/x/manifest.json', '--manifest=s3://lists/list.csv'])
      expect(policyIn(await printed('caller', ...HERE, flag), 'caller').Statement).toContainEqual(
        expect.objectContaining({ Action: 's3:GetObject', Resource: 'arn:aws:s3:::lists/*' }),
      );
  });

  it('says of a verb that sends nothing that its caller needs nothing', async () => {
    const { code, events } = await printed('caller', ...HERE, '--for', 'emulator');
    expect(code).toBe(0);
    expect(events.filter(({ kind }) => kind === 'policy')).toEqual([]);
    expect(events).toContainEqual(
      expect.objectContaining({
        detail: expect.stringContaining('asks AWS for nothing that its caller would need a permission for'),
      }),
    );
  });

  it('lets only those create jobs who run or retry, and leaves tags out when there are none', async () => {
    expect(actionsIn(await printed('caller', ...HERE, '--for', 'verify'))).not.toContain('s3:CreateJob');
    expect(actionsIn(await printed('caller', ...HERE, '--for', 'run'))).toEqual(
      expect.arrayContaining(['s3:CreateJob', 'iam:PassRole', 's3:PutJobTagging']),
    );
    expect(actionsIn(await printed('caller', ...HERE, '--no-job-tags'))).not.toContain('s3:PutJobTagging');
  });

  const DESTINATION_ROLE = 'arn:aws:iam::444455556666:role/reader';

  it('prints what the identity of the destinations needs, with the role that is assumed, and takes it from the caller', async () => {
    const flags = ['--destination-role-arn', DESTINATION_ROLE, '--destination-external-id', 'x-1', '--for', 'verify'];
    const ran = await printed(...HERE, ...flags);
    expect(ran.code).toBe(0);
    const statements = policyIn(ran, 'destination-identity').Statement;
    expect(statements.map(({ Action, Resource }) => [Resource, Action])).toEqual([
      ['arn:aws:s3:::dst', ['s3:ListBucket', 's3:ListBucketVersions']],
      ['arn:aws:s3:::dst/*', ['s3:GetObjectVersion', 's3:GetObjectVersionTagging']],
    ]);
    expect(ran.events).toContainEqual(
      expect.objectContaining({
        of: 'destination-identity',
        name: 'reader',
        trust: expect.objectContaining({
          Statement: [
            expect.objectContaining({
              Principal: { AWS: 'arn:aws:iam::111122223333:root' },
              Condition: { StringEquals: { 'sts:ExternalId': 'x-1' } },
            }),
          ],
        }),
      }),
    );
    const callers = policyIn(ran, 'caller').Statement;
    expect(callers.filter(({ Resource }) => JSON.stringify(Resource).includes(':::dst'))).toEqual([]);
    expect(callers).toContainEqual(expect.objectContaining({ Action: 'sts:AssumeRole', Resource: DESTINATION_ROLE }));
  });

  it.each([
    ['json', /"s3:ListBucketVersions"/],
    ['hcl', /resource "aws_iam_policy" .*s3_backfill_verify_destination/],
    ['aws-cli', /aws iam create-policy --policy-name s3-backfill-verify-destination /],
  ])('prints it by its name, as %s', async (language, words) => {
    const asked = ['policy', 'destination-identity', ...HERE, '--for', 'verify', `--as=${language}`];
    expect((await program(setup(), ...asked)).stdout).toMatch(words);
  });

  it('writes HCL and commands that can be pasted', async () => {
    const hcl = await program(setup(), 'policy', 'job-role', ...HERE, '--as', 'hcl');
    expect(hcl.stdout).toContain('resource "aws_iam_role" "s3_backfill_s3_backfill_job_src"');
    const commands = await program(setup(), 'policy', 'job-role', ...HERE, '--as', 'aws-cli');
    expect(commands.stdout).toMatch(
      /^aws iam create-role --role-name s3-backfill-job-src .*\naws iam put-role-policy /,
    );
  });

  it('refuses what is none of the three', async () => {
    const { code, events } = await printed('everybody', ...HERE);
    expect([code, events.at(-1)?.['message']]).toEqual([2, expect.stringContaining('job-role')]);
  });
});

/** Conditions in any order of their keys. */
function sorted(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
