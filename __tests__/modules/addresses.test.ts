// Addresses of resources are a public contract: another id is another address, and Terraform would replace what has it.
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

function addressesOf(name: string): string[] {
  const { resource = {} } = JSON.parse(Testing.synth(STACKS[name]?.() as TerraformStack, true)) as {
    resource?: Record<string, Record<string, unknown>>;
  };
  return Object.entries(resource)
    .flatMap(([type, blocks]) => Object.keys(blocks).map((id) => `${name} ${type}.${id}`))
    .sort();
}

describe('addresses of resources', () => {
  it('are those of the last release, and further ones', () => {
    const now = Object.keys(STACKS).flatMap(addressesOf);
    if (process.env['UPDATE_ADDRESSES'] === '1') writeFileSync(LIST, `${now.join('\n')}\n`);
    expect(now).toEqual(readFileSync(LIST, 'utf8').trimEnd().split('\n'));
  });

  it('belong to no two resources', () => {
    for (const name of Object.keys(STACKS)) {
      const addresses = addressesOf(name);
      expect(new Set(addresses).size).toBe(addresses.length);
    }
  });
});
