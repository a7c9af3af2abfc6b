/** @group outside */
// Keys and users as Terraform's AWS provider makes them: the client that nobody here wrote.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { mustRun } from '../../../examples/demo/command';
import type { Terraform } from '../../../examples/demo/terraform';
import { describeWith, makeFolder, removeFolder, TERRAFORM, terraformIn } from '../../e2e/setup';
import { bugs, startEmulator, type Running } from '../running';

const CONFIGURATION = `
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

provider "aws" {
  max_retries                 = 1
  skip_credentials_validation = true
  skip_metadata_api_check     = true
}

data "aws_caller_identity" "me" {}

resource "aws_iam_role" "replication" {
  name = "replication"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "s3.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}

resource "aws_kms_key" "replicas" {
  description             = "replicas"
  deletion_window_in_days = 7
  enable_key_rotation     = true
  tags                    = { team = "storage" }
}

resource "aws_kms_alias" "replicas" {
  name          = "alias/replicas"
  target_key_id = aws_kms_key.replicas.key_id
}

resource "aws_kms_key_policy" "replicas" {
  key_id = aws_kms_key.replicas.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::\${data.aws_caller_identity.me.account_id}:root" }
        Action    = "kms:*"
        Resource  = "*"
      },
      { Effect = "Allow", Principal = { AWS = aws_iam_role.replication.arn }, Action = "kms:Encrypt", Resource = "*" },
    ]
  })
}

resource "aws_kms_grant" "replication" {
  name              = "replication"
  key_id            = aws_kms_key.replicas.key_id
  grantee_principal = aws_iam_role.replication.arn
  operations        = ["Encrypt", "GenerateDataKey"]
  constraints {
    encryption_context_subset = { "aws:s3:arn" = "arn:aws:s3:::replicas" }
  }
}

resource "aws_iam_user" "runner" {
  name = "runner"
  path = "/pipelines/"
  tags = { team = "storage" }
}

resource "aws_iam_access_key" "runner" {
  user = aws_iam_user.runner.name
}

resource "aws_iam_user_policy" "runner" {
  name = "jobs"
  user = aws_iam_user.runner.name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "s3:CreateJob", Resource = "*" }]
  })
}
`;

describeWith([TERRAFORM], "keys and users of Terraform's AWS provider", () => {
  let folder: string;
  let terraform: Terraform;
  let running: Running;

  beforeAll(async () => {
    folder = makeFolder();
    terraform = terraformIn(folder);
    running = await startEmulator();
    writeFileSync(path.join(folder, 'main.tf'), CONFIGURATION);
  });

  afterAll(async () => {
    await running.close();
    removeFolder(folder);
  });

  const run = (...parameters: string[]) => {
    const { endpoint, region } = running.emulator;
    const { accessKeyId, secretAccessKey } = running.credentials(0);
    const env = {
      PATH: process.env['PATH'] ?? '',
      HOME: folder,
      ...terraform.environment,
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_EC2_METADATA_DISABLED: 'true',
    };
    return mustRun(terraform.program, [...parameters, '-no-color'], { cwd: folder, env });
  };

  it('are created, then need no change, then are gone', async () => {
    await run('init');
    await run('apply', '-auto-approve');
    const { keys, keyAliases, users } = running.emulator.world;
    const [key] = keys.values();
    expect(key).toMatchObject({ description: 'replicas', rotation: { periodDays: 365 } });
    expect([...(key?.grants.values() ?? [])]).toMatchObject([{ constraint: { kind: 'EncryptionContextSubset' } }]);
    expect([...keyAliases.values()]).toMatchObject([{ name: 'alias/replicas', targetArn: key?.arn }]);
    expect([...users.values()].map(({ accessKeys, inlinePolicies }) => [accessKeys.size, inlinePolicies.size])).toEqual(
      [[1, 1]],
    );
    // Ends with 2, and so with an error, if there is anything to change.
    await run('plan', '-detailed-exitcode');
    await run('destroy', '-auto-approve');
    expect(key?.deletionMs).toBeGreaterThan(0);
    expect([key?.grants.size, keyAliases.size, users.size]).toEqual([0, 0, 0]);
    expect(bugs(running)).toEqual([]);
    expect(running.log.filter((entry) => entry.kind === 'request' && entry.status >= 500)).toEqual([]);
  }, 180_000);
});
