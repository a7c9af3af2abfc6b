// `detached_run` of a settings file, beside a replication.
import { writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Testing } from 'cdktf';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addSettingsStack, parseSettings } from '../../../../modules';

let folder: string;
let archive: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 's3-backfill-test-'));
  archive = path.join(folder, 'detached-run.zip');
  writeFileSync(archive, 'an archive');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const BESIDE = {
  region: 'eu-west-1',
  source_bucket: 'my-bucket',
  replication_destination_bucket_arn: 'arn:aws:s3:::my-replica',
  report_bucket: 'my-reports',
};
const ADOPTED = { ...BESIDE, replication_destination_bucket_arn: undefined, adopt_existing_replication: true };

interface Synthesized {
  readonly resource: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
  readonly data: Readonly<Record<string, Readonly<Record<string, object>>>>;
  readonly output: Readonly<Record<string, { readonly value: unknown }>>;
}

const parse = (run: object, beside: object = BESIDE) =>
  parseSettings(JSON.stringify({ ...beside, detached_run: run }), 's.json');
const synthesize = (run: object, beside?: object): Synthesized =>
  JSON.parse(
    Testing.synth(addSettingsStack(Testing.app(), parse({ archive_path: archive, ...run }, beside)), true),
  ) as Synthesized;

describe('detached_run', () => {
  it('makes the machine and its function, and tells the ARN of the machine', () => {
    const { resource, output } = synthesize({ name: 'nightly', poll_seconds: 600, memory_megabytes: 2048 });
    expect(Object.values(resource['aws_lambda_function'] ?? {})).toMatchObject([
      { function_name: 'nightly', memory_size: 2048 },
    ]);
    const [machine] = Object.values(resource['aws_sfn_state_machine'] ?? {});
    expect(machine).toMatchObject({ name: 'nightly' });
    expect(JSON.parse(String(machine?.['definition']))).toMatchObject({ States: { Wait: { Seconds: 600 } } });
    expect(output['backfill_machine']?.value).toMatch(/^\$\{aws_sfn_state_machine\..*arn\}$/);
  });

  it('puts its roles where those of the replication are', () => {
    const boundary = 'arn:aws:iam::111122223333:policy/boundary';
    const { resource } = synthesize({}, { ...BESIDE, role_path: '/storage/', permissions_boundary_arn: boundary });
    const roles = Object.values(resource['aws_iam_role'] ?? {});
    expect(roles).toHaveLength(4);
    for (const role of roles) expect(role).toMatchObject({ path: '/storage/', permissions_boundary: boundary });
  });

  it('has to be told where rules copy to that it does not see', () => {
    expect(() => parse({}, ADOPTED)).toThrow(
      'detached_run.destination_bucket_arns: got nothing; adopt_existing_replication names no destination',
    );
    const { data } = synthesize({ destination_bucket_arns: ['arn:aws:s3:::theirs'] }, ADOPTED);
    expect(JSON.stringify(data['aws_iam_policy_document'])).toContain(':s3:::theirs"');
  });

  it.each([
    [
      'timeout_seconds',
      { poll_seconds: 10, timeout_seconds: 25_001 },
      'got 25001; at most 2500 times detached_run.poll_seconds',
    ],
    ['log_retention_days', { log_retention_days: 2 }, 'got 2; CloudWatch Logs takes 1, 3, 5'],
    ['poll_seconds', { poll_seconds: 5 }, 'got 5'],
    ['topic_arn', { topic_arn: 'ours' }, 'got "ours"'],
    ['name', { name: 'a b' }, 'one to 30 letters, digits, hyphens and underscores'],
  ])('refuses %s with a reason', (key, run, why) => {
    expect(() => parse(run)).toThrow(`detached_run.${key}`);
    expect(() => parse(run)).toThrow(why);
  });

  it('is refused where nothing is replicated', () => {
    const { replication_destination_bucket_arn: left, ...without } = BESIDE;
    const copies = { ...without, batch_copy: { destination_bucket_arn: left } };
    expect(() => parse({}, copies)).toThrow('detached_run: it is about replication, and batch_copy alone makes none');
  });
});
