// Addresses of resources are a public contract: another id is another address, and Terraform would replace what has it. So are
// the arguments that no resource can change: Terraform would make another one in its place.
// UPDATE_ADDRESSES=1 npx jest addresses writes the list anew; a line that goes away there is a breaking change.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type TerraformStack, Testing } from 'cdktf';
import { describe, expect, it } from '@jest/globals';
import { bucketsStack, topologiesStack } from '../../examples/topologies/stacks';
import { addSettingsStack, parseSettings } from '../../modules';

const LIST = path.join(__dirname, 'addresses.txt');
const SETTINGS = path.resolve(__dirname, '..', '..', 'examples', 'settings');
const key = (account: string, region: string) =>
  `arn:aws:kms:${region}:${account}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;

const EXISTING = {
  ReplicationConfiguration: {
    Role: 'arn:aws:iam::111122223333:role/theirs',
    Rules: [
      {
        ID: 'theirs',
        Priority: 1,
        Status: 'Enabled' as const,
        Filter: { Prefix: 'c/' },
        DeleteMarkerReplication: { Status: 'Disabled' as const },
        Destination: { Bucket: 'arn:aws:s3:::taken-over-archive' },
      },
    ],
  },
};

const settingsStack = (name: string): TerraformStack =>
  addSettingsStack(Testing.app(), parseSettings(readFileSync(path.join(SETTINGS, `${name}.json`), 'utf8'), name));

const STACKS: Readonly<Record<string, () => TerraformStack>> = {
  'topologies/buckets': () => bucketsStack(Testing.app()),
  'topologies/topologies': () =>
    topologiesStack(Testing.app(), {
      keys: { source: key('111122223333', 'eu-west-1'), theirs: key('444455556666', 'eu-central-1') },
      existing: EXISTING,
    }),
  ...Object.fromEntries(
    ['kms', 'whole-bucket', 'after-care', 'attach-policies', 'take-over', 'cross-account'].map((name) => [
      `settings/${name}`,
      () => settingsStack(name),
    ]),
  ),
};

/** Arguments by which a resource is what it is, for the AWS provider; those that refer to another resource go with its address. */
const IDENTITY: Readonly<Record<string, readonly string[]>> = {
  aws_cloudwatch_event_rule: ['name_prefix'],
  aws_cloudwatch_event_target: ['target_id'],
  aws_cloudwatch_metric_alarm: ['alarm_name'],
  aws_iam_role: ['name', 'name_prefix', 'path'],
  aws_iam_role_policy: ['name', 'role'],
  aws_kms_grant: ['name', 'key_id', 'grantee_principal', 'operations'],
  aws_kms_key: [],
  aws_s3_bucket: ['bucket', 'object_lock_enabled'],
  aws_s3_bucket_lifecycle_configuration: ['bucket'],
  aws_s3_bucket_ownership_controls: ['bucket'],
  aws_s3_bucket_policy: ['bucket'],
  aws_s3_bucket_public_access_block: ['bucket'],
  aws_s3_bucket_replication_configuration: ['bucket'],
  aws_s3_bucket_server_side_encryption_configuration: ['bucket'],
  aws_s3_bucket_versioning: ['bucket'],
  aws_sns_topic: ['name', 'name_prefix'],
  aws_sns_topic_policy: ['arn'],
};

function identityOf(type: string): readonly string[] {
  const found = IDENTITY[type];
  if (found === undefined) throw new Error(`which arguments of ${type} make Terraform replace it?`);
  return found;
}

interface Made {
  readonly address: string;
  /** Its arguments that cannot be changed, as text. */
  readonly identity: string;
}

function madeIn(name: string): readonly Made[] {
  const { resource = {} } = JSON.parse(Testing.synth(STACKS[name]?.() as TerraformStack, true)) as {
    resource?: Record<string, Record<string, Record<string, unknown>>>;
  };
  return Object.entries(resource).flatMap(([type, blocks]) =>
    Object.entries(blocks).map(([id, block]) => ({
      address: `${name} ${type}.${id}`,
      identity: identityOf(type)
        .filter((argument) => argument in block && !isReference(block[argument]))
        .map((argument) => ` ${argument}=${JSON.stringify(block[argument])}`)
        .join(''),
    })),
  );
}

const isReference = (value: unknown): boolean => typeof value === 'string' && value.startsWith('${');

describe('addresses of resources', () => {
  it('are those of the last release, with what no resource can change, and further ones', () => {
    const now = Object.keys(STACKS).flatMap((name) =>
      madeIn(name)
        .map(({ address, identity }) => address + identity)
        .sort(),
    );
    if (process.env['UPDATE_ADDRESSES'] === '1') writeFileSync(LIST, `${now.join('\n')}\n`);
    expect(now).toEqual(readFileSync(LIST, 'utf8').trimEnd().split('\n'));
  });

  it('belong to no two resources', () => {
    for (const name of Object.keys(STACKS)) {
      const addresses = madeIn(name).map(({ address }) => address);
      expect(new Set(addresses).size).toBe(addresses.length);
    }
  });
});
