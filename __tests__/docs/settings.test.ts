// docs/settings.md: every example is accepted, and every default is what happens without the key.
import { Testing } from 'cdktf';
import { describe, expect, it } from '@jest/globals';
import { SETTING_EXAMPLES, settings } from '../../docs/tables/settings';
import { addSettingsStack, parseSettings } from '../../modules';
import { settingsKeys } from '../../modules/settings/json-schema';
import { blocksIn, textOf } from './page';

type Json = Record<string, unknown>;

const MINIMAL: Json = {
  region: 'eu-west-1',
  source_bucket: 'my-bucket',
  replication_destination_bucket_arn: 'arn:aws:s3:::my-replica',
  report_bucket: 'my-reports',
};

const THEIRS: Json = { replication_destination_account_id: '444455556666' };

/** What has to be there as well, or must not be. */
const TOGETHER: Readonly<Record<string, Json>> = {
  create_report_bucket: { report_bucket: undefined },
  attach_destination_policies: { ...THEIRS, destination_provider: { profile: 'replicas' } },
  destination_caller_arns: THEIRS,
  destination_provider: { ...THEIRS, manage_versioning: true },
  replica_owner_override: THEIRS,
  datasync: { replication_destination_bucket_arn: undefined },
  inventory: { replication_destination_bucket_arn: undefined },
  after_care: { replication_metrics: true },
  replication_destination_kms_arn: {
    replication_source_kms_arns: SETTING_EXAMPLES['replication_source_kms_arns'],
  },
};

/** What has to be beside it in the same object: of several, one is needed, and none of them always. */
const BESIDE: Readonly<Record<string, Json>> = {
  pipeline_role: { principal_arns: SETTING_EXAMPLES['pipeline_role.principal_arns'] },
  'pipeline_role.github': { branches: SETTING_EXAMPLES['pipeline_role.github.branches'] },
};

/** The minimal file with one more key, which may be a nested one; the required neighbours of that have their examples. */
function withKey(key: string, value: unknown): Json {
  const [top = '', ...path] = key.split('.');
  const file: Json = { ...MINIMAL, ...TOGETHER[top] };
  if (path.length === 0) return { ...file, [top]: value };
  const inside: Json = {};
  let parent = inside;
  for (const [depth, name] of path.entries()) {
    const above = [top, ...path.slice(0, depth)].join('.');
    Object.assign(parent, BESIDE[above]);
    for (const one of settings()) {
      const isNeighbour = one.key.startsWith(`${above}.`) && !one.key.slice(above.length + 1).includes('.');
      if (isNeighbour && one.defaultsTo === '**required**')
        parent[one.key.slice(above.length + 1)] = SETTING_EXAMPLES[one.key];
    }
    const isLast = depth === path.length - 1;
    const below: Json = {};
    parent[name] = isLast ? value : below;
    parent = below;
  }
  return { ...file, [top]: inside };
}

function synthesized(file: Json): unknown {
  return JSON.parse(
    Testing.synth(addSettingsStack(Testing.app(), parseSettings(JSON.stringify(file), 's.json')), true),
  );
}

/** Their defaults are Terraform's or AWS's own: without the key nothing is written. */
const OF_OTHERS: readonly string[] = ['role_path'];

const LEAVES = settings().filter(({ type }) => type !== 'object');
const KNOWN_DEFAULTS = LEAVES.flatMap(({ key, defaultsTo }) => {
  const literal = /^`(.*)`$/.exec(defaultsTo)?.[1];
  return literal === undefined || literal.includes('<') || OF_OTHERS.includes(key) ? [] : [[key, literal] as const];
});

function valueOf(literal: string): unknown {
  try {
    return JSON.parse(literal) as unknown;
  } catch {
    return literal;
  }
}

describe('docs/settings.md', () => {
  it('has an example for each key, and for nothing else', () => {
    expect(Object.keys(SETTING_EXAMPLES).sort()).toEqual([...settingsKeys()].sort());
  });

  it.each(LEAVES.map(({ key }) => key))('shows an example of %s that the program takes', (key) => {
    const file = withKey(key, SETTING_EXAMPLES[key]);
    expect(() => parseSettings(JSON.stringify(file), 's.json')).not.toThrow();
  });

  it.each(KNOWN_DEFAULTS)('says of %s what happens without it: %s', (key, literal) => {
    const without = key === 'create_report_bucket.name' ? MINIMAL : withKey(key, undefined);
    expect(synthesized(withKey(key, valueOf(literal)))).toEqual(synthesized(without));
  });

  it('knows the defaults that are values', () => {
    expect(KNOWN_DEFAULTS.map(([key]) => key)).toEqual(
      expect.arrayContaining(['enable_replication', 'report_prefix', 'create_report_bucket.expire_days', 'stack_name']),
    );
  });

  it('begins with a file that the program takes', () => {
    const [file = ''] = blocksIn(textOf('docs/settings.md'), 'json');
    expect(parseSettings(file, 's.json').source_bucket).toBe('my-bucket');
  });
});
