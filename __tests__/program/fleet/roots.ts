// Terraform roots for a fleet: a bucket each, with objects from before, and outputs in a file of its own.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { CreateRoleCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import {
  CreateBucketCommand,
  PutBucketReplicationCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import type { Program, Said } from '../setup';

const ACCOUNT = '111122223333';
export const nameOf = (number: number): string => `root-${String(number).padStart(3, '0')}`;
/** The larger the number, the fewer objects: the order of the file is not the order in which they begin. */
export const objectsOf = (number: number): number => 1 + ((99 - number) % 4);
export const FLAGS = ['--checks', 'basic', '--poll-seconds', '0.05', '--rule-wait-seconds', '0'] as const;

async function role(iam: Program['iam'], RoleName: string, service: string): Promise<string> {
  const trust = { Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' };
  const all = { Effect: 'Allow', Action: ['s3:*'], Resource: '*' };
  const document = (Statement: unknown): string => JSON.stringify({ Version: '2012-10-17', Statement: [Statement] });
  await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: document(trust) }));
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'all', PolicyDocument: document(all) }));
  return `arn:aws:iam::${ACCOUNT}:role/${RoleName}`;
}

/** A Terraform root for each bucket, with the outputs of each in a file of its own, and a file that lists them. */
export async function withRoots(program: Program, which: readonly number[]): Promise<void> {
  const { s3, iam, folder } = program;
  const replication = await role(iam, 'all-replication', 's3.amazonaws.com');
  const job = await role(iam, 'all-jobs', 'batchoperations.s3.amazonaws.com');
  await Promise.all(
    which.map(async (number) => {
      const Bucket = nameOf(number);
      await s3.send(new CreateBucketCommand({ Bucket }));
      await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
      for (let key = 0; key < objectsOf(number); key += 1)
        await s3.send(new PutObjectCommand({ Bucket, Key: `${Bucket}/${key}`, Body: 'x'.repeat(number + 1) }));
      const rule = { ID: 'all', Priority: 1, Status: 'Enabled' as const, Filter: { Prefix: `${Bucket}/` } };
      const Destination = { Bucket: 'arn:aws:s3:::dst' };
      const Rules = [{ ...rule, DeleteMarkerReplication: { Status: 'Disabled' as const }, Destination }];
      await s3.send(
        new PutBucketReplicationCommand({ Bucket, ReplicationConfiguration: { Role: replication, Rules } }),
      );
      const handoff = {
        version: 1,
        source: { bucket: Bucket, region: 'us-east-1', accountId: ACCOUNT },
        destinations: [{ bucket: 'dst', ruleId: 'all' }],
        rules: [{ id: 'all', prefix: `${Bucket}/`, priority: 1, status: 'Enabled', deleteMarkers: false }],
        roles: { batchJobArn: job, replicationArn: replication },
        report: { bucket: 'reports', prefix: 'r' },
        prefixes: [`${Bucket}/`],
      };
      writeFileSync(path.join(folder, `${Bucket}.json`), JSON.stringify({ s3_backfill: { value: handoff } }));
    }),
  );
  writeFileSync(
    path.join(folder, 'fleet.txt'),
    ['# all roots', ...which.map((one) => `${nameOf(one)}.json`)].join('\n'),
  );
}

export interface Line {
  readonly kind: string;
  readonly member?: string;
  readonly event?: { readonly kind: string; readonly transferId?: string };
  readonly members?: readonly { readonly member: string; readonly outcome: string; readonly exitCode: number }[];
  readonly [field: string]: unknown;
}

export const linesOf = ({ stdout }: Said): readonly Line[] =>
  stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Line);
export const jobsOf = ({ running }: Program): readonly string[] =>
  [...running.emulator.world.jobs.values()].map(({ order }) => order.description ?? '');
