// `batch_copy` of a settings file, alone and beside a replication.
import { Testing } from 'cdktf';
import { describe, expect, it } from '@jest/globals';
import { addSettingsStack, parseSettings, SettingsError } from '../../../modules';

const KEY = 'arn:aws:kms:eu-central-1:111122223333:key/0987dcba-09fe-87dc-65ba-ab0987654321';
const ALONE = {
  region: 'eu-west-1',
  source_bucket: 'my-bucket',
  batch_copy: { destination_bucket_arn: 'arn:aws:s3:::my-archive' },
  report_bucket: 'my-reports',
};
const REPLICATES = { replication_destination_bucket_arn: 'arn:aws:s3:::my-replica' };

interface Synthesized {
  readonly provider: { readonly aws: readonly object[] };
  readonly resource: Readonly<Record<string, Readonly<Record<string, { readonly provider?: string }>>>>;
  readonly output: Readonly<Record<string, { readonly value: Readonly<Record<string, unknown>> }>>;
}

const parse = (settings: object) => parseSettings(JSON.stringify({ ...ALONE, ...settings }), 's.json');
const synthesize = (settings: object): Synthesized =>
  JSON.parse(Testing.synth(addSettingsStack(Testing.app(), parse(settings)), true)) as Synthesized;
const handoffOf = (settings: object) => synthesize(settings).output['s3_backfill']?.value;
const rolesOf = (settings: object): string[] =>
  Object.keys(synthesize(settings).resource['aws_iam_role'] ?? {}).map((id) => id.replace(/_[0-9A-F]{8}$/, ''));

describe('batch_copy alone', () => {
  it('makes one role, and hands over copies and nothing of rules', () => {
    const copy = { ...ALONE.batch_copy, destination_prefix: 'archive/', destination_region: 'eu-west-1' };
    expect(rolesOf({ batch_copy: copy })).toEqual(['backfill_batch-copy-role']);
    expect(Object.keys(synthesize({}).resource).sort()).toEqual(['aws_iam_role', 'aws_iam_role_policy']);
    expect(handoffOf({ batch_copy: copy, prefixes: ['a/'] })).toMatchObject({
      version: 1,
      rules: [],
      destinations: [],
      roles: { batchCopyArn: expect.any(String) },
      copy: { bucket: 'my-archive', prefix: 'archive', region: 'eu-west-1' },
      prefixes: ['a/'],
    });
  });

  it('makes its report bucket in the Region of the destination, where its jobs are', () => {
    const { provider, resource } = synthesize({
      batch_copy: { ...ALONE.batch_copy, destination_region: 'eu-central-1' },
      report_bucket: undefined,
      create_report_bucket: { name: 'my-reports' },
    });
    expect(provider.aws).toEqual([{ region: 'eu-west-1' }, { region: 'eu-central-1', alias: 'reports' }]);
    expect(Object.values(resource['aws_s3_bucket'] ?? {}).map((bucket) => bucket.provider)).toEqual(['aws.reports']);
  });

  it('names its role as the others are named', () => {
    const { resource } = synthesize({ role_name_prefix: 'acme-', role_path: '/storage/' });
    expect(Object.values(resource['aws_iam_role'] ?? {})).toMatchObject([
      { name_prefix: 'acme-copy-', path: '/storage/' },
    ]);
  });

  it('hands out what another account has to allow', () => {
    const { output } = synthesize({
      batch_copy: { ...ALONE.batch_copy, destination_account_id: '444455556666' },
      destination_caller_arns: ['arn:aws:iam::111122223333:role/pipeline'],
    });
    expect(output['replication_destination_policies']?.value).toMatchObject([{ bucket: 'my-archive' }]);
  });
});

describe('batch_copy beside a replication', () => {
  it('goes where the replicas go, by their keys, unless it says otherwise', () => {
    const replication = {
      ...REPLICATES,
      replication_destination_kms_arn: KEY,
      replication_source_kms_arns: ['arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab'],
    };
    expect(rolesOf({ ...replication, batch_copy: {} })).toEqual([
      'backfill_batch-copy-role',
      'backfill_batch-job-role',
      'backfill_replication-role',
    ]);
    expect(handoffOf({ ...replication, batch_copy: {} })).toMatchObject({ copy: { bucket: 'my-replica' } });
    expect(handoffOf({ ...replication })).toMatchObject({ copy: { bucket: 'my-archive' } });
    expect(JSON.stringify(synthesize({ ...replication, batch_copy: {} }))).toContain('"sid":"DestinationKey"');
    expect(JSON.stringify(synthesize(replication))).not.toContain('"sid":"DestinationKey"');
  });

  it('goes beside a configuration that is left alone', () => {
    expect(rolesOf({ adopt_existing_replication: true })).toEqual([
      'backfill_batch-copy-role',
      'backfill_batch-job-role',
    ]);
  });
});

describe('batch_copy is refused', () => {
  it.each<[string, object, string]>([
    [
      'without a destination',
      { batch_copy: {} },
      'batch_copy.destination_bucket_arn: got nothing; the ARN of a bucket is needed',
    ],
    [
      'for a key in another Region',
      { batch_copy: { ...ALONE.batch_copy, destination_region: 'eu-west-1', destination_kms_arns: [KEY] } },
      'batch_copy.destination_kms_arns[0]: got',
    ],
    [
      'in another Region than the jobs that replicate',
      { ...REPLICATES, batch_copy: { destination_region: 'eu-central-1' } },
      'batch_copy.destination_region: got "eu-central-1"',
    ],
    [
      'in the Region of replicas that is another one',
      { ...REPLICATES, replication_destination_region: 'eu-central-1', batch_copy: {} },
      'batch_copy.destination_region: got "eu-central-1"',
    ],
    ['with a key that is about rules', { filter_tags: { a: 'b' } }, 'filter_tags: it is about replication'],
    ['with versioning to manage', { manage_versioning: true }, 'manage_versioning: it is about replication'],
    [
      'with callers of the same account',
      { destination_caller_arns: ['arn:aws:iam::111122223333:role/pipeline'] },
      'it needs batch_copy.destination_account_id',
    ],
    [
      'with a name for an ARN',
      { batch_copy: { destination_bucket_arn: 'my-archive' } },
      'batch_copy.destination_bucket_arn: got "my-archive"; the ARN of a bucket is needed',
    ],
    [
      'with a misspelt key',
      { batch_copy: { ...ALONE.batch_copy, destination_prefx: 'a' } },
      'did you mean batch_copy.destination_prefix?',
    ],
  ])('%s', (_, settings, told) => {
    expect(() => parse(settings)).toThrow(SettingsError);
    expect(() => parse(settings)).toThrow(told);
  });
});
