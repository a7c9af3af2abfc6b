// CDK Terrain (`cdktn`) goes on with cdktf. The same source, with cdktn where it says cdktf, synthesizes the same Terraform. In little,
// for any machine; __tests__/providers tries it with the packages of cdktn.
// docs/decisions/0002-moving-to-cdktn.md
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, jest } from '@jest/globals';

const SETTINGS = path.resolve(__dirname, '..', '..', 'examples', 'settings');
const KEYS = {
  source: 'arn:aws:kms:eu-west-1:111122223333:key/a',
  theirs: 'arn:aws:kms:eu-central-1:444455556666:key/b',
};
const EXISTING = {
  ReplicationConfiguration: {
    Role: 'arn:aws:iam::111122223333:role/theirs',
    Rules: [{ ID: 'a', Status: 'Enabled' as const, Prefix: 'c/', Destination: { Bucket: 'arn:aws:s3:::archive' } }],
  },
};

/** What every example synthesizes to, by the library of that name. */
async function synthesizedBy(library: 'cdktf' | 'cdktn'): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = {};
  await jest.isolateModulesAsync(async () => {
    // With a factory that loads it by another name, both the constructs and the provider get it.
    if (library === 'cdktn') jest.doMock('cdktf', () => jest.requireActual('cdktn'));
    else jest.dontMock('cdktf');
    const { Testing, TerraformStack } = await import('cdktf');
    const meant = library === 'cdktn' ? (await import('cdktn')).TerraformStack : TerraformStack;
    expect(TerraformStack).toBe(meant);
    const { addSettingsStack, parseSettings } = await import('../../modules');
    const { bucketsStack, topologiesStack } = await import('../../examples/topologies/stacks');
    for (const name of readdirSync(SETTINGS)) {
      const settings = parseSettings(readFileSync(path.join(SETTINGS, name), 'utf8'), name);
      found[name] = JSON.parse(Testing.synth(addSettingsStack(Testing.app(), settings), true));
    }
    found['buckets'] = JSON.parse(Testing.synth(bucketsStack(Testing.app()), true));
    const options = { keys: KEYS, existing: EXISTING };
    found['topologies'] = JSON.parse(Testing.synth(topologiesStack(Testing.app(), options), true));
  });
  return found;
}

describe('cdktn in the place of cdktf', () => {
  it('synthesizes every example alike', async () => {
    const before = await synthesizedBy('cdktf');
    expect(Object.keys(before).length).toBeGreaterThan(8);
    expect(await synthesizedBy('cdktn')).toEqual(before);
  }, 60_000);
});
