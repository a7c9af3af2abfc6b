import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parseSettings, settingsJsonSchema, SettingsError } from '../../../modules';
import { settingsKeys } from '../../../modules/settings/json-schema';

const ROOT = path.resolve(__dirname, '..', '..', '..');
const SCHEMA = path.join(ROOT, 'schemas', 'settings.schema.json');
const KEY = 'arn:aws:kms:eu-central-1:111122223333:key/0987dcba-09fe-87dc-65ba-ab0987654321';

const MINIMAL = {
  region: 'eu-west-1',
  source_bucket: 'my-bucket',
  replication_destination_bucket_arn: 'arn:aws:s3:::my-replica',
  report_bucket: 'my-reports',
};
const parse = (settings: object) => parseSettings(JSON.stringify({ ...MINIMAL, ...settings }), 's.json');

function faultsOf(settings: object): string[] {
  try {
    parse(settings);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    const [first, ...lines] = error.message.split('\n');
    expect(first).toBe('s.json is not right:');
    expect(lines.pop()).toMatch(/^every key is explained in \/.*\/docs\/settings\.md, "Keys"$/);
    return lines.map((line) => line.trim());
  }
  return [];
}

describe('settings', () => {
  it('have defaults for all but four keys', () => {
    expect(parse({})).toEqual({
      ...MINIMAL,
      enable_replication: true,
      replicate_delete_markers: false,
      prefixes: [],
      adopt_existing_replication: false,
      manage_versioning: false,
      stack_name: 's3-backfill',
    });
  });

  it('may begin with a byte order mark', () => {
    expect(parseSettings(`\ufeff${JSON.stringify(MINIMAL)}`, 's.json').region).toBe('eu-west-1');
  });

  it.each<[object, string]>([
    [{ prefxes: [] }, 'prefxes: unknown key; did you mean prefixes?'],
    [{ sourceBucket: 'x' }, 'sourceBucket: unknown key; did you mean source_bucket?'],
    [
      { destination_bucket_arn: 'x' },
      'destination_bucket_arn: unknown key; did you mean replication_destination_bucket_arn?',
    ],
    [{ max_retries: 2 }, 'max_retries: unknown key; did you mean provider.max_retries?'],
    [{ provider: { profil: 'x' } }, 'provider.profil: unknown key; did you mean provider.profile?'],
    [{ colour: 'x' }, 'colour: unknown key'],
    [{ region: undefined }, 'region: got nothing; a text, in double quotes, is needed'],
    [{ region: 'Ireland' }, `region: got "Ireland"; a Region's name looks like eu-west-1`],
    [
      { source_bucket: 'arn:aws:s3:::my-bucket' },
      'source_bucket: got "arn:aws:s3:::my-bucket"; a name is meant here, not an ARN: write "my-bucket"',
    ],
    [
      { replication_destination_bucket_arn: 'my-replica' },
      'replication_destination_bucket_arn: got "my-replica"; the ARN of a bucket is needed, like arn:aws:s3:::my-replica',
    ],
    [{ enable_replication: 'yes' }, 'enable_replication: got "yes"; true or false is needed, without quotes'],
    [{ prefixes: 'folder/' }, 'prefixes: got "folder/"; a list, in brackets, is needed'],
    [
      { prefixes: ['/folder/'] },
      'prefixes[0]: got "/folder/"; keys do not begin with a slash, so that nothing would match: write "folder/"',
    ],
    [
      { existing_object_replication: true },
      'existing_object_replication: got true; one of Enabled, Disabled is needed',
    ],
    [{ replication_storage_class: 'COLD' }, 'replication_storage_class: got "COLD"; one of STANDARD, STANDARD_IA'],
    [
      { replication_destination_kms_arn: 'alias/x' },
      'replication_destination_kms_arn: got "alias/x"; the ARN of the key itself',
    ],
    [{ replication_source_kms_arns: [] }, 'replication_source_kms_arns: got []; at least 1 entry is needed'],
    [
      { replication_destination_account_id: 111122223333 },
      'replication_destination_account_id: got 111122223333; a text',
    ],
    [{ report_prefix: 'a*' }, 'report_prefix: got "a*"; at most 512 letters'],
    [{ provider: { max_retries: 99 } }, 'provider.max_retries: got 99; at most 25 is allowed'],
    [{ provider: { max_retries: 1.5 } }, 'provider.max_retries: got 1.5; a whole number is needed'],
    [{ provider: { version: 'newest' } }, 'provider.version: got "newest"; a constraint looks like ~> 5.0'],
    [{ role_path: 'teams' }, 'role_path: got "teams"; a path begins and ends with a slash'],
    [{ role_name_prefix: 'x'.repeat(21) }, 'at most 20 letters'],
    [{ permissions_boundary_arn: 'boundary' }, 'permissions_boundary_arn: got "boundary"; the ARN of a policy'],
    [{ after_care: { topic_arn: 'news' } }, 'after_care.topic_arn: got "news"; the ARN of a topic'],
    [{ replication_source_bucket_keys: true }, 'replication_source_bucket_keys: got true; one of none, some, all'],
    [{ stack_name: '' }, 'stack_name: got ""; letters, digits'],
    [{ backend: {} }, 'backend: got {}; one of local and s3 is needed'],
    [{ tags: [] }, 'tags: got []; an object of names and texts is needed'],
  ])('refuse %j', (settings, fault) => {
    expect(faultsOf(settings)).toEqual([expect.stringContaining(fault)]);
  });

  it.each<[string, object, string]>([
    [
      'one bucket for both sides',
      { source_bucket: 'my-replica' },
      'replication_destination_bucket_arn: got "arn:aws:s3:::my-replica", which is source_bucket itself',
    ],
    [
      'no report bucket',
      { report_bucket: undefined },
      'report_bucket: got neither of report_bucket and create_report_bucket',
    ],
    ['two report buckets', { create_report_bucket: { name: 'other' } }, 'report_bucket: got both'],
    ['reports in the source', { report_bucket: 'my-bucket' }, 'report_bucket: got "my-bucket", which is source_bucket'],
    [
      'new reports in the source',
      { report_bucket: undefined, create_report_bucket: { name: 'my-bucket' } },
      'create_report_bucket.name: got "my-bucket", which is source_bucket',
    ],
    [
      'delete markers by tag',
      { filter_tags: { a: 'b' }, replicate_delete_markers: true },
      'replicate_delete_markers: got true; S3 copies no delete markers by a rule that asks for tags',
    ],
    [
      'Replication Time Control without metrics',
      { replication_time_control: true, replication_metrics: false },
      'replication_metrics: got false; S3 gives no Replication Time Control without metrics',
    ],
    ['alarms without metrics', { after_care: { alarms: true } }, 'after_care.alarms: got true; alarms look at metrics'],
    [
      'an owner override in one account',
      { replica_owner_override: true },
      'replica_owner_override: got true; it needs replication_destination_account_id',
    ],
    [
      'policies attached without a way there',
      { attach_destination_policies: true, replication_destination_account_id: '444455556666' },
      'attach_destination_policies: got true; it needs destination_provider',
    ],
    [
      'callers that are let in where there is no other account',
      { destination_caller_arns: ['arn:aws:iam::111122223333:role/pipeline'] },
      'destination_caller_arns: got a list; it needs replication_destination_account_id',
    ],
    [
      'a default key of another Region',
      { replication_destination_default_kms_arn: KEY, replication_destination_region: 'us-east-1' },
      'replication_destination_default_kms_arn: got',
    ],
    [
      'an existing configuration in other words',
      { existing_replication: { Rules: [] } },
      'existing_replication: the answer of aws s3api get-bucket-replication is needed',
    ],
    ['a replica key alone', { replication_destination_kms_arn: KEY }, 'replication_source_kms_arns: got nothing'],
    [
      'a replica key of another Region',
      {
        replication_destination_kms_arn: KEY,
        replication_source_kms_arns: [KEY],
        replication_destination_region: 'us-east-1',
      },
      'a key in eu-central-1; one in us-east-1 is needed',
    ],
    [
      'versioning of adopted buckets',
      { adopt_existing_replication: true, manage_versioning: true },
      'manage_versioning: got true',
    ],
    [
      'disabling the rules of an adopted configuration',
      { adopt_existing_replication: true, enable_replication: false },
      'enable_replication: got false; with adopt_existing_replication the rules are left as they are',
    ],
    [
      'alarms on rules that only S3 knows',
      { adopt_existing_replication: true, after_care: { alarms: true } },
      'after_care.alarms: got true; alarms look at the metrics of each rule by its id',
    ],
    [
      'policies attached beside an adopted configuration',
      {
        adopt_existing_replication: true,
        attach_destination_policies: true,
        replication_destination_account_id: '444455556666',
        destination_provider: { profile: 'theirs' },
      },
      'attach_destination_policies: got true; with adopt_existing_replication nothing is made',
    ],
    [
      'a configuration that is adopted and taken over',
      {
        adopt_existing_replication: true,
        existing_replication: {
          ReplicationConfiguration: {
            Role: 'arn:aws:iam::111122223333:role/theirs',
            Rules: [{ ID: 'a', Status: 'Enabled', Prefix: 'c/', Destination: { Bucket: 'arn:aws:s3:::archive' } }],
          },
        },
      },
      'existing_replication: a configuration is either left to others',
    ],
    ['a prefix inside of another', { prefixes: ['a/b/', 'a/'] }, 'prefixes[0]: got "a/b/", which "a/" covers already'],
    ['a prefix twice', { prefixes: ['a/', 'a/'] }, 'prefixes[1]: got "a/", which "a/" covers already'],
    ['a prefix beside every key', { prefixes: ['', 'a/'] }, 'prefixes[1]: got "a/", which every key covers already'],
    [
      'an expression of Terraform',
      { prefixes: ['${var.x}'] },
      'prefixes[0]: got "${var.x}"; ${ and %{ begin expressions',
    ],
    ['an expression in a tag', { tags: { a: '%{if}' } }, 'tags.a: got "%{if}"'],
  ])('refuse %s, which no key shows alone', (_, settings, fault) => {
    expect(faultsOf(settings)).toEqual([expect.stringContaining(fault)]);
  });

  it('need no destination where an existing replication is adopted', () => {
    const { replication_destination_bucket_arn: destination, ...bare } = MINIMAL;
    expect(destination).toBeDefined();
    const text = JSON.stringify({ ...bare, adopt_existing_replication: true });
    expect(parseSettings(text, 's.json')).not.toHaveProperty('replication_destination_bucket_arn');
  });

  const KEYS = { replication_destination_kms_arn: KEY, replication_source_kms_arns: [KEY] };
  const S3 = { bucket: 'states', key: 'k', region: 'eu-west-1' };
  it.each<[string, object, string]>([
    ['region', {}, 'region: got nothing; a text, in double quotes, is needed: Region of the source bucket'],
    [
      'source_bucket',
      {},
      'source_bucket: got nothing; a text, in double quotes, is needed: Name of the bucket to copy',
    ],
    [
      'replication_destination_bucket_arn',
      {},
      'replication_destination_bucket_arn: got nothing; the ARN of a bucket is needed, like arn:aws:s3:::my-replica: name',
    ],
    [
      'report_bucket',
      {},
      'report_bucket: got neither of report_bucket and create_report_bucket; exactly one is needed: name',
    ],
    [
      'create_report_bucket.name',
      { report_bucket: undefined, create_report_bucket: {} },
      'create_report_bucket.name: got nothing; ',
    ],
    [
      'replication_source_kms_arns',
      { ...KEYS, ...{ replication_source_kms_arns: undefined } },
      'replication_source_kms_arns: got nothing; ',
    ],
    ['backend.local.path', { backend: { local: {} } }, 'backend.local.path: got nothing; '],
    ['backend.s3.bucket', { backend: { s3: { ...S3, bucket: undefined } } }, 'backend.s3.bucket: got nothing; '],
    ['backend.s3.key', { backend: { s3: { ...S3, key: undefined } } }, 'backend.s3.key: got nothing; '],
    ['backend.s3.region', { backend: { s3: { ...S3, region: undefined } } }, 'backend.s3.region: got nothing; '],
    ['backend', { backend: {} }, 'backend: got {}; one of local and s3 is needed'],
  ])('without %s are refused by one message', (key, change, message) => {
    const faults = faultsOf(key in MINIMAL ? { [key]: undefined, ...change } : change);
    expect(faults).toEqual([expect.stringContaining(message)]);
  });

  it.each(['region', 'source_bucket', 'replication_destination_bucket_arn', 'report_bucket'])(
    'with a %s that is empty, or no text, are refused by one message',
    (key) => {
      for (const given of ['', 7, null, [], {}]) {
        const shown = JSON.stringify(given);
        expect(faultsOf({ [key]: given })).toEqual([expect.stringContaining(`${key}: got ${shown}; `)]);
      }
    },
  );

  it.each<[string, object, string]>([
    ['region', { Region: 'eu-west-1' }, 'Region: unknown key; did you mean region?'],
    ['source_bucket', { sourceBucket: 'x-y' }, 'sourceBucket: unknown key; did you mean source_bucket?'],
    [
      'replication_destination_bucket_arn',
      { destination_bucket_arn: 'x' },
      'destination_bucket_arn: unknown key; did you mean replication_destination_bucket_arn?',
    ],
    ['report_bucket', { reportBucket: 'x-y' }, 'reportBucket: unknown key; did you mean report_bucket?'],
    [
      'report_bucket',
      { createReportBucket: {} },
      'createReportBucket: unknown key; did you mean create_report_bucket?',
    ],
    [
      '',
      { backend: { s3: { ...S3, key: undefined, kay: 'k' } } },
      'backend.s3.kay: unknown key; did you mean backend.s3.key?',
    ],
  ])('with a misspelt %s are refused for that alone, and not for lacking it', (key, change, message) => {
    expect(faultsOf({ [key]: undefined, ...change })).toEqual([message]);
  });

  it('with an adoption in quotes are refused for the quotes, and not for lacking a destination', () => {
    const faults = faultsOf({ replication_destination_bucket_arn: undefined, adopt_existing_replication: 'true' });
    expect(faults).toEqual(['adopt_existing_replication: got "true"; true or false is needed, without quotes']);
  });

  it('tell what is missing together with what is wrong', () => {
    const faults = faultsOf({ region: 'x', replication_destination_bucket_arn: undefined, report_bucket: undefined });
    expect(faults.map((fault) => fault.split(':')[0])).toEqual([
      'region',
      'replication_destination_bucket_arn',
      'report_bucket',
    ]);
  });

  it('tell all faults at once', () => {
    expect(faultsOf({ region: 'x', foo: 1, prefixes: ['/a'] })).toHaveLength(3);
  });

  it.each([
    ['{', /^s\.json is not JSON: /],
    ['[]', /the file: got \[\]; an object, in braces, is needed/],
  ])('refuse the text %s', (text, message) => {
    expect(() => parseSettings(text, 's.json')).toThrow(message);
  });
});

describe('schemas/settings.schema.json', () => {
  it('is what the program checks; UPDATE_SCHEMA=1 npx jest settings/parse && npx prettier --write schemas makes it anew', () => {
    if (process.env['UPDATE_SCHEMA'] === '1') writeFileSync(SCHEMA, JSON.stringify(settingsJsonSchema(), null, 2));
    expect(JSON.parse(readFileSync(SCHEMA, 'utf8'))).toEqual(settingsJsonSchema());
  });
});

describe('docs/settings.md', () => {
  const documented = [...readFileSync(path.join(ROOT, 'docs', 'settings.md'), 'utf8').matchAll(/^\| `([^`]+)`/gm)];
  const names = documented.map((match) => match[1] ?? '');

  it('has a line for each key, and for nothing else', () => {
    expect(names.sort()).toEqual([...settingsKeys()].sort());
  });
});
