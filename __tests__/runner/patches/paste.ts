// Patches, done as they say: commands in a shell, policies through the API of AWS.
import { spawn } from 'node:child_process';
import * as IAM from '@aws-sdk/client-iam';
import { GetKeyPolicyCommand, PutKeyPolicyCommand } from '@aws-sdk/client-kms';
import { GetBucketPolicyCommand, PutBucketPolicyCommand } from '@aws-sdk/client-s3';
import type { Patch, PatchPlace } from '../../../runner/events/check-events';
import { kmsClient } from '../../emulator/kms/kms-client';
import { AWAY, HOME, REPLICAS, type Stage } from '../../emulator/stage';

const PATIENCE_MS = 60_000;

/** Runs the lines with the AWS CLI, and gives what they have printed; Terraform and the program itself only say what they were told. */
export function pasteCommands(stage: Stage, text: string, folder: string): Promise<string> {
  const { accessKeyId, secretAccessKey } = stage.running.credentials(0);
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: folder,
    AWS_ENDPOINT_URL: stage.running.emulator.endpoint,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_DEFAULT_REGION: HOME,
    AWS_PAGER: '',
  };
  const script = `terraform() { echo "terraform $*"; }\nfunction s3-backfill { echo "s3-backfill $*"; }\n${text}`;
  return new Promise((resolve, reject) => {
    const child = spawn('bash', ['-e', '-c', script], { cwd: folder, env, timeout: PATIENCE_MS });
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(said);
      else reject(new Error(said));
    });
  });
}

interface Document {
  readonly Version: string;
  readonly Statement: readonly unknown[];
}

const NONE: Document = { Version: '2012-10-17', Statement: [] };

/** The policy with what the patch says of it. */
function mended(before: Document, patch: Patch & { readonly into: PatchPlace }): Document {
  const given = JSON.parse(patch.text) as unknown;
  const { how, instead } = patch.into;
  switch (how) {
    case 'whole':
      return given as Document;
    case 'add':
      return { ...before, Statement: [...before.Statement, ...[given].flat()] };
    case 'replace': {
      const replaced = JSON.stringify(instead);
      const Statement = before.Statement.map((one) => (JSON.stringify(one) === replaced ? given : one));
      return { ...before, Statement };
    }
  }
}

function nameIn(arn: string): string {
  return arn.split('/').at(-1) ?? arn;
}

async function limitOf({ iam }: Stage, arn: string): Promise<string> {
  const boundary = arn.includes(':user/')
    ? (await iam.send(new IAM.GetUserCommand({ UserName: nameIn(arn) }))).User?.PermissionsBoundary
    : (await iam.send(new IAM.GetRoleCommand({ RoleName: nameIn(arn) }))).Role?.PermissionsBoundary;
  return boundary?.PermissionsBoundaryArn ?? '';
}

/** Reads the policy, changes it, and writes it as its owner would. */
export async function pasteJson(stage: Stage, patch: Patch): Promise<void> {
  const { into } = patch;
  if (into === undefined) throw new Error(`nobody says where this belongs:\n${patch.text}`);
  const { iam, running } = stage;
  const change = (text: string | undefined): string =>
    JSON.stringify(mended(text === undefined ? NONE : (JSON.parse(text) as Document), { ...patch, into }));
  switch (into.policy) {
    case 'bucket': {
      const credentials = running.credentials(into.of.endsWith('-of-other') ? 1 : 0);
      const isAway = into.of === REPLICAS || into.of === 'replicas-of-other';
      const client = running.s3({ region: isAway ? AWAY : HOME, credentials });
      const Bucket = into.of;
      const before = await client.send(new GetBucketPolicyCommand({ Bucket })).catch(() => undefined);
      await client.send(new PutBucketPolicyCommand({ Bucket, Policy: change(before?.Policy) }));
      return;
    }
    case 'key': {
      const client = kmsClient(running, undefined, into.of.split(':')[3] ?? HOME);
      const key = { KeyId: into.of, PolicyName: 'default' };
      const before = await client.send(new GetKeyPolicyCommand(key));
      await client.send(new PutKeyPolicyCommand({ ...key, Policy: change(before.Policy) }));
      return;
    }
    case 'trust':
      await iam.send(
        new IAM.UpdateAssumeRolePolicyCommand({ RoleName: nameIn(into.of), PolicyDocument: change(undefined) }),
      );
      return;
    case 'boundary': {
      const PolicyArn = await limitOf(stage, into.of);
      const { PolicyVersion } = await iam.send(new IAM.GetPolicyVersionCommand({ PolicyArn, VersionId: 'v1' }));
      const PolicyDocument = change(decodeURIComponent(PolicyVersion?.Document ?? ''));
      await iam.send(new IAM.CreatePolicyVersionCommand({ PolicyArn, PolicyDocument, SetAsDefault: true }));
      return;
    }
    case 'identity': {
      const input = { UserName: nameIn(into.of), PolicyName: 'mended', PolicyDocument: change(undefined) };
      await iam.send(new IAM.PutUserPolicyCommand(input));
      return;
    }
    case 'queue':
      throw new Error('no set-up of these has a queue');
    case 'organization':
      throw new Error('the emulator has no organization');
  }
}
