import { createEmulator } from './emulator/emulator';
import { S3Client } from '@aws-sdk/client-s3';
import * as S3 from '@aws-sdk/client-s3';
import { IAMClient } from '@aws-sdk/client-iam';
import { spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { addTask, REGION } from './__tests__/program/datasync-setup';
async function main() {
  const emulator = await createEmulator({ log: (e: any) => { if (e.kind === 'bug') console.log('BUG', e); } });
  const [{ accessKeyId = '', secretAccessKey = '' } = {} as any] = emulator.accounts as any;
  const c = { endpoint: emulator.endpoint, region: emulator.region, credentials: { accessKeyId, secretAccessKey } };
  const s3 = new S3Client({ ...c, forcePathStyle: true });
  const iam = new IAMClient(c);
  const folder = '/tmp/dsrun/work'; rmSync(folder, { recursive: true, force: true }); mkdirSync(folder, { recursive: true });
  await s3.send(new S3.CreateBucketCommand({ Bucket: 'reports' }));
  const program: any = { s3, iam, running: { emulator, credentials: () => c.credentials }, folder };
  const sync = await addTask(program, ['folder/a', 'folder/b c', 'folder/x/d', 'other/e', ...(process.env.KEYS?.split(',') ?? [])]);
  const env = { ...REGION, AWS_ENDPOINT_URL: emulator.endpoint, AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null', PATH: process.env.PATH, TASK: sync.taskArn, HOME: '/tmp' };
  const child = spawn('bash', ['-c', process.argv[2] ?? 'true'], { cwd: folder, env: env as any, stdio: 'inherit' });
  await new Promise((r) => child.on('close', r));
  await emulator.close(); process.exit(0);
}
void main();
