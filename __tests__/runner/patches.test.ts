// What the doctor says repairs a fault does: pasted as it is, the fault is gone.
import * as S3 from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { destroyKmsClients } from '../emulator/kms/kms-client';
import { bugs } from '../emulator/running';
import {
  allow,
  arn,
  putBucketPolicy,
  putRolePolicy,
  put,
  putRules,
  REPLICAS,
  REPLICATION_STATEMENTS,
  REPORTS,
  setStage,
  SOURCE,
  strike,
  type Stage,
  without,
} from '../emulator/stage';
import { fitTogether } from '../../runner/patches/fit-together';
import { roleMend } from '../../runner/patches/policy-patches';
import { findings, lines } from './checks/setups/examined';
import { keysOf, putKeyed, useBucketKey } from './checks/setups/keyed';
import { letIn, replicateThere, THEIRS } from './checks/setups/other-account';
import { faultIn } from './patches/patch-syntax';
import type { Patch } from '../../runner/events/check-events';

let stage: Stage;

beforeEach(async () => {
  stage = await setStage();
  await put(stage, 'plain');
  await putRules(stage);
});
afterEach(async () => {
  expect(bugs(stage.running)).toEqual([]);
  await strike(stage);
});

async function patches(): Promise<readonly Patch[]> {
  return (await findings(stage)).flatMap(({ answer, patch }) =>
    answer === 'wrong' && patch !== undefined ? [patch] : [],
  );
}

afterAll(destroyKmsClients);

describe('a patch', () => {
  it('makes an exception in a bucket policy that denies, and leaves its other conditions', async () => {
    const Condition = { StringNotEquals: { 's3:x-amz-server-side-encryption': 'aws:kms' } };
    const demand = { ...allow('s3:PutObject', arn(REPORTS, '*')), Effect: 'Deny' as const, Principal: '*', Condition };
    await putBucketPolicy(stage.s3, REPORTS, [demand]);
    const [patch] = await patches();
    const statement = JSON.parse(patch?.text ?? '') as typeof demand;
    expect(statement).toMatchObject(demand);
    await putBucketPolicy(stage.s3, REPORTS, [statement]);
    expect(lines(await findings(stage))).toEqual([]);
  });

  it('lets the role into a bucket of another account', async () => {
    await replicateThere(stage, []);
    const missing = (await patches()).map(({ text }) => JSON.parse(text) as Record<string, unknown>);
    expect(missing).toContainEqual({
      Sid: expect.stringMatching(/^S3Backfill[0-9a-f]{8}$/),
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::111122223333:role/replication' },
      Action: ['s3:ReplicateObject', 's3:ReplicateTags'],
      Resource: arn(THEIRS, '*'),
    });
    await letIn(
      stage,
      missing.flatMap(({ Action }) => Action as string[]),
    );
    expect((await findings(stage)).filter(({ answer }) => answer === 'wrong')).toEqual([]);
  });

  it('for a role is HCL of one more inline policy', async () => {
    await putRolePolicy(stage.iam, 'replication', without('s3:ReplicateObject', REPLICATION_STATEMENTS));
    expect((await patches()).map(({ text }) => text)).toMatchInlineSnapshot(`
      [
        "resource "aws_iam_role_policy" "s3_backfill_replication_7121345c" {
        name = "s3-backfill-7121345c"
        role = "replication"
        policy = jsonencode({
          Version = "2012-10-17"
          Statement = [
            {
              Effect   = "Allow"
              Action   = "s3:ReplicateObject"
              Resource = "arn:aws:s3:::replicas-of-stage/*"
            },
          ]
        })
      }",
      ]
    `);
  });

  it('for SSE-KMS names the keys that objects were seen under, and the key of the destination', async () => {
    await putKeyed(stage);
    await useBucketKey(stage);
    const { source, replica } = keysOf(stage);
    const [patch] = await patches();
    expect(faultIn(patch)).toBeUndefined();
    const text = patch?.text ?? '';
    expect(text).toContain(`replica_kms_key_id = "${replica}"`);
    expect(text).toMatch(/sse_kms_encrypted_objects \{\n\s+status = "Enabled"/);
    expect(text).toContain(`Action   = "kms:Decrypt"\n        Resource = "${source}"`);
    expect(text).toContain(
      `Action   = ["kms:Encrypt", "kms:GenerateDataKey", "kms:Decrypt"]\n        Resource = "${replica}"`,
    );
    expect(text).toContain('"kms:ViaService" = "s3.eu-west-1.amazonaws.com"');
    expect(text).not.toContain('KEY-ID');
  });

  it('for SSE-KMS makes a key where the destination has none, and refers to it', async () => {
    await putKeyed(stage);
    const [patch] = await patches();
    expect(faultIn(patch)).toBeUndefined();
    expect(patch?.text).toContain('replica_kms_key_id = aws_kms_key.s3_backfill_replicas_of_stage.arn');
    expect(patch?.text).toContain('resource "aws_kms_key" "s3_backfill_replicas_of_stage"');
  });

  it('for a configuration that is not there is the whole of it, by the handoff, or makes one where no handoff has rules', async () => {
    await stage.s3.send(new S3.DeleteBucketReplicationCommand({ Bucket: SOURCE }));
    const handoff = {
      destinations: [{ bucket: REPLICAS, ruleId: 'folder' }],
      rules: [{ id: 'folder', prefix: 'folder/', priority: 3, status: 'Enabled', deleteMarkers: true }],
    } as const;
    const found = await findings(stage, handoff);
    const patch = found.find(({ check }) => check === 'replication-configuration')?.patch;
    expect(faultIn(patch)).toBeUndefined();
    expect(patch?.text).toMatchInlineSnapshot(`
           "resource "aws_s3_bucket_replication_configuration" "s3_backfill_source_of_stage" {
             bucket = "source-of-stage"
             role   = "arn:aws:iam::111122223333:role/replication"
             rule {
               id       = "folder"
               priority = 3
               status   = "Enabled"
               filter {
                 prefix = "folder/"
               }
               delete_marker_replication {
                 status = "Enabled"
               }
               destination {
                 bucket = "arn:aws:s3:::replicas-of-stage"
               }
             }
           }"
        `);
    expect((await findings(stage)).find(({ check }) => check === 'replication-configuration')?.patch?.text).toBe(
      's3-backfill init',
    );
  });

  it('for a role that is not there is the role, with its path and its trust', () => {
    const role = 'arn:aws:iam::111122223333:role/teams/storage/job';
    const mend = roleMend(role, 'batchoperations.s3.amazonaws.com', [{ action: 's3:PutObject', resource: '*' }]);
    const finding = { kind: 'check', check: 'job-role', title: '', answer: 'wrong', detail: '', mend } as const;
    const [patch] = fitTogether([finding], undefined).map((event) => event.patch);
    expect(faultIn(patch)).toBeUndefined();
    expect(patch?.text).toContain('role = aws_iam_role.s3_backfill_job.name');
    expect(patch?.text).toMatch(/name\s+= "job"\n\s+path\s+= "\/teams\/storage\/"/);
    expect(patch?.text).toContain('Service = "batchoperations.s3.amazonaws.com"');
  });

  it('for versioning is HCL of the resource', async () => {
    const VersioningConfiguration = { Status: 'Suspended' as const };
    await stage.away.send(new S3.PutBucketVersioningCommand({ Bucket: 'replicas-of-stage', VersioningConfiguration }));
    expect((await patches()).map(({ text }) => text)).toMatchInlineSnapshot(`
           [
             "resource "aws_s3_bucket_versioning" "s3_backfill_replicas_of_stage" {
             provider = aws.s3_backfill_eu_west_1
             bucket   = "replicas-of-stage"
             versioning_configuration {
               status = "Enabled"
             }
           }

           provider "aws" {
             # What else the provider of the root says, a profile or a role, belongs here, too.
             alias  = "s3_backfill_eu_west_1"
             region = "eu-west-1"
           }",
           ]
        `);
  });
});
