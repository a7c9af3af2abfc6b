// examples/settings: what people copy. Each is synthesized with cdktf's validations on.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import { Testing, type App } from 'cdktf';
import { describe, expect, it } from '@jest/globals';
import { addSettingsStack, parseSettings, settingsJsonSchema } from '../../../modules';

interface Synthesized {
  readonly terraform: {
    readonly backend: object;
    readonly required_version: string;
    readonly required_providers: { readonly aws: { readonly version: string } };
  };
  readonly provider: { readonly aws: readonly object[] };
  readonly resource: Readonly<Record<string, Readonly<Record<string, { readonly rule?: unknown; provider?: string }>>>>;
  readonly output: { readonly s3_backfill: { readonly value: Readonly<Record<string, unknown>> } };
}

const FOLDER = path.resolve(__dirname, '..', '..', '..', 'examples', 'settings');
const NAMES = readdirSync(FOLDER);
const textOf = (name: string): string => readFileSync(path.join(FOLDER, name), 'utf8');

function synthesize(text: string): Synthesized {
  const app: App = Testing.app();
  return JSON.parse(Testing.synth(addSettingsStack(app, parseSettings(text, 'a test')), true)) as Synthesized;
}
const example = (name: string): Synthesized => synthesize(textOf(name));
const changed = (name: string, change: object): Synthesized =>
  synthesize(JSON.stringify({ ...(JSON.parse(textOf(name)) as object), ...change }));
const rulesOf = (stack: Synthesized): unknown =>
  Object.values(stack.resource['aws_s3_bucket_replication_configuration'] ?? {})[0]?.rule;

describe('the examples of settings', () => {
  it.each(NAMES)('%s fits the schema that editors use', (name) => {
    const validate = new Ajv2020({ strict: true }).compile(settingsJsonSchema());
    validate(JSON.parse(textOf(name)));
    expect(validate.errors).toBeNull();
  });

  it.each(NAMES)('%s synthesizes a stack with the handoff', (name) => {
    const stack = example(name);
    expect(stack.terraform.required_version).toBe('>= 1.5');
    expect(stack.output.s3_backfill.value).toMatchObject({ version: 1, source: { bucket: 'my-bucket' } });
  });

  it('minimal: one rule, and the state beside cdktf.out by a relative path', () => {
    const stack = example('minimal.json');
    expect(rulesOf(stack)).toMatchObject([{ id: 'folder', filter: { prefix: 'folder/' }, status: 'Enabled' }]);
    expect(stack.terraform.backend).toEqual({ local: { path: '../../../terraform.s3-backfill.tfstate' } });
    expect(stack.provider.aws).toEqual([{ region: 'eu-west-1' }]);
  });

  it('kms: the rule selects SSE-KMS objects and names the key', () => {
    expect(rulesOf(example('kms.json'))).toMatchObject([
      {
        source_selection_criteria: { sse_kms_encrypted_objects: { status: 'Enabled' } },
        destination: {
          storage_class: 'STANDARD_IA',
          encryption_configuration: { replica_kms_key_id: expect.stringContaining('eu-central-1') },
        },
      },
    ]);
  });

  it('several-prefixes: a rule for each, tags, a fence around the account, and the state in S3', () => {
    const stack = example('several-prefixes.json');
    expect(rulesOf(stack)).toMatchObject([
      { id: 'invoices-2024', priority: 1, delete_marker_replication: { status: 'Enabled' } },
      { id: 'invoices-2025', priority: 2 },
      { id: 'reports', priority: 3 },
    ]);
    expect(stack.terraform.backend).toEqual({
      s3: { bucket: 'my-terraform-states', key: 's3-backfill.tfstate', region: 'eu-west-1', encrypt: true },
    });
    expect(stack.provider.aws).toMatchObject([
      { allowed_account_ids: ['111122223333'], default_tags: [{ tags: { team: 'storage' } }] },
    ]);
  });

  it('adopt: no replication configuration, one role, no bucket, and nothing said of rules', () => {
    const { resource, output } = example('adopt.json');
    expect(Object.keys(resource).sort()).toEqual(['aws_iam_role', 'aws_iam_role_policy']);
    expect(Object.keys(resource['aws_iam_role'] ?? {})).toHaveLength(1);
    expect(output.s3_backfill.value).toMatchObject({ destinations: [], rules: [], prefixes: ['folder/'] });
  });

  it('adopt: what is told of a destination nevertheless is not handed over', () => {
    const told = {
      replication_destination_bucket_arn: 'arn:aws:s3:::my-replica',
      replication_destination_region: 'eu-central-1',
      replication_destination_account_id: '444455556666',
      replication_storage_class: 'STANDARD_IA',
      filter_tags: { keep: 'yes' },
    };
    expect(changed('adopt.json', told).output).toEqual(example('adopt.json').output);
  });

  it('fit the schema that editors use only with a destination, where a configuration is adopted, or for copies', () => {
    const validate = new Ajv2020({ strict: true }).compile(settingsJsonSchema());
    const minimal = JSON.parse(textOf('minimal.json')) as object;
    const without = { ...minimal, replication_destination_bucket_arn: undefined };
    const fits = (settings: object): boolean => validate(JSON.parse(JSON.stringify(settings)));
    expect(fits(without)).toBe(false);
    expect(fits({ ...without, adopt_existing_replication: false })).toBe(false);
    expect(fits({ ...without, adopt_existing_replication: true })).toBe(true);
    expect(fits({ ...without, batch_copy: { destination_bucket_arn: 'arn:aws:s3:::my-copies' } })).toBe(true);
  });

  it('whole-bucket: one rule for every key, and versioning on both sides', () => {
    const stack = example('whole-bucket.json');
    expect(rulesOf(stack)).toMatchObject([{ id: 'all-objects', filter: { prefix: '' } }]);
    expect(Object.keys(stack.resource['aws_s3_bucket_versioning'] ?? {})).toHaveLength(2);
    expect(stack.output.s3_backfill.value['prefixes']).toEqual([]);
  });

  it('cross-account: the account as a text, in HCL too, where digits alone would be a number', () => {
    expect(example('cross-account.json').output.s3_backfill.value['destinations']).toEqual([
      { bucket: 'their-replica', region: 'eu-west-1', accountId: '${"444455556666"}', ruleId: 'folder' },
    ]);
  });
});

describe('the further examples of settings', () => {
  it('after-care: alarms, a topic, job events, and roles within the bounds of their account', () => {
    const { resource, provider } = example('after-care.json');
    expect(Object.keys(resource['aws_cloudwatch_metric_alarm'] ?? {})).toHaveLength(3);
    expect(Object.values(resource['aws_iam_role'] ?? {})).toMatchObject([
      { name_prefix: 'storage-job-', path: '/storage/', permissions_boundary: expect.stringContaining('boundary') },
      { name_prefix: 'storage-replication-' },
    ]);
    expect(Object.values(resource['aws_sns_topic'] ?? {})).toMatchObject([{ name: 'replication' }]);
    expect(provider.aws).toHaveLength(1);
  });

  it('attach-policies: what the other account has to allow, by a provider of that account', () => {
    const { resource, provider, output } = example('attach-policies.json');
    expect(provider.aws).toEqual([
      { region: 'eu-west-1', allowed_account_ids: ['111122223333'] },
      {
        alias: 'destination',
        region: 'eu-central-1',
        assume_role: [{ role_arn: 'arn:aws:iam::444455556666:role/terraform' }],
      },
    ]);
    expect(Object.values(resource['aws_s3_bucket_policy'] ?? {})).toMatchObject([{ provider: 'aws.destination' }]);
    expect(Object.values(resource['aws_kms_grant'] ?? {})).toMatchObject([{ provider: 'aws.destination' }]);
    expect(Object.keys(resource['aws_s3_bucket_versioning'] ?? {})).toHaveLength(2);
    expect(output).not.toHaveProperty('replication_destination_policies');
  });

  it('cross-account hands out the same', () => {
    expect(example('cross-account.json').output).toHaveProperty('replication_destination_policies');
  });

  it('take-over: the rule that is there, and ours', () => {
    expect(rulesOf(example('take-over.json'))).toMatchObject([
      { id: 'logs', priority: 1 },
      { id: 'folder', priority: 2 },
    ]);
  });
});

describe('a stack of settings', () => {
  it('asks for the tested version of the provider, or for the versions that it is told', () => {
    const versionOf = (stack: Synthesized) => stack.terraform.required_providers.aws.version;
    expect(versionOf(example('minimal.json'))).toBe('5.100.0');
    expect(versionOf(changed('minimal.json', { provider: { version: '>= 5.0, < 7.0' } }))).toBe('>= 5.0, < 7.0');
  });

  it('has disabled rules when replication is not enabled, and backfills nothing by default', () => {
    const stack = changed('minimal.json', { enable_replication: false });
    expect(rulesOf(stack)).toMatchObject([{ status: 'Disabled' }]);
    expect(stack.output.s3_backfill.value).toMatchObject({ rules: [{ status: 'Disabled' }], prefixes: [] });
  });

  it('writes existing_object_replication as given', () => {
    const stack = changed('minimal.json', { existing_object_replication: 'Enabled' });
    expect(rulesOf(stack)).toMatchObject([{ existing_object_replication: { status: 'Enabled' } }]);
  });

  it.each([
    ['relative, as seen from the folder that cdktf.out is in', 'state/a.tfstate', '../../../state/a.tfstate'],
    ['absolute, as it is', '/state/a.tfstate', '/state/a.tfstate'],
  ])('takes a path of the local state: %s', (_, given, synthesized) => {
    const { backend } = changed('minimal.json', { backend: { local: { path: given } } }).terraform;
    expect(backend).toEqual({ local: { path: synthesized } });
  });

  it('passes on what the S3 backend is told', () => {
    const s3 = {
      bucket: 'states',
      key: 'k',
      region: 'eu-west-1',
      encrypt: false,
      kms_key_id: 'alias/x',
      dynamodb_table: 'locks',
      use_lockfile: true,
      profile: 'p',
    };
    expect(changed('minimal.json', { backend: { s3 } }).terraform.backend).toEqual({ s3 });
  });

  it('passes on what the provider is told; tags win over default tags', () => {
    const provider = { profile: 'p', assume_role_arn: 'arn:aws:iam::111122223333:role/r', max_retries: 3 };
    const stack = changed('minimal.json', {
      provider: { ...provider, default_tags: { a: '1', b: '1' } },
      tags: { b: '2' },
    });
    expect(stack.provider.aws).toEqual([
      {
        region: 'eu-west-1',
        profile: 'p',
        max_retries: 3,
        assume_role: [{ role_arn: provider.assume_role_arn }],
        default_tags: [{ tags: { a: '1', b: '2' } }],
      },
    ]);
  });

  it('changes the versioning of a destination in another Region with a provider for that Region', () => {
    const stack = changed('whole-bucket.json', { replication_destination_region: 'eu-central-1' });
    expect(stack.provider.aws).toEqual([{ region: 'eu-west-1' }, { alias: 'destination', region: 'eu-central-1' }]);
    const providers = Object.values(stack.resource['aws_s3_bucket_versioning'] ?? {}).map(({ provider }) => provider);
    expect(providers).toEqual(expect.arrayContaining([undefined, 'aws.destination']));
  });

  it.each([
    ['our account', {}, 'destination'],
    ['another account', { replication_destination_account_id: '444455556666' }, 'destination-metrics'],
  ])('watches latency of a destination in %s by the account of the source in the Region there', (_, there, alias) => {
    const region = { replication_destination_region: 'eu-central-1' };
    const { provider, resource } = changed('after-care.json', { ...region, ...there });
    expect(provider.aws).toEqual([{ region: 'eu-west-1' }, { alias, region: 'eu-central-1' }]);
    const alarms = Object.entries(resource['aws_cloudwatch_metric_alarm'] ?? {});
    const providers = Object.fromEntries(
      alarms.map(([id, { provider: made }]) => [/_folder-(\w+?)_/.exec(id)?.[1] ?? id, made]),
    );
    expect(providers).toEqual({ failed: undefined, latency: `aws.${alias}`, pending: `aws.${alias}` });
  });

  it('leaves the versioning of a bucket in another account alone', () => {
    const stack = changed('whole-bucket.json', { replication_destination_account_id: '444455556666' });
    expect(Object.values(stack.resource['aws_s3_bucket_versioning'] ?? {})).toMatchObject([{ bucket: 'my-bucket' }]);
  });
});
