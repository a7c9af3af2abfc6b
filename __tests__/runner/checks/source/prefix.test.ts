// Prefixes that begin with a slash: a mistake, unless there are keys that do.
import { describe, expect, it } from '@jest/globals';
import { bucketIn, handoff, REPLICATION_ROLE, rule, runProgram, setup, type Setup } from '../../fakes/fake-world';

function world(...keys: readonly string[]): Setup {
  const given = setup();
  const source = bucketIn(given, 'src');
  source.replication = { roleArn: REPLICATION_ROLE, rules: [rule({ prefix: '' })] };
  source.versions.push(...keys.map((key) => ({ key })));
  return given;
}

describe('a prefix that begins with a slash', () => {
  it.each(['/abs/', '//double/', '/'])('%s is let through where a key begins so', async (prefix) => {
    const given = world('/abs/key', '//double/one');
    const { code } = await runProgram(given, '--prefix', prefix, '--verify', 'never');
    expect(code).toBe(0);
    const generator = given.jobs.sent[0]?.request.ManifestGenerator?.S3JobManifestGenerator;
    expect(generator?.Filter.KeyNameConstraint?.MatchAnyPrefix).toEqual([prefix]);
  });

  it('is let through from the handoff, too', async () => {
    const given = world('/abs/key');
    given.files.set('/here/outputs.json', JSON.stringify(handoff({ prefixes: ['/abs/'] })));
    expect((await runProgram(given, '--verify', 'never')).code).toBe(0);
  });

  it('has to be covered by a rule like any other', async () => {
    const given = world('/abs/key');
    bucketIn(given, 'src').replication = { roleArn: REPLICATION_ROLE, rules: [rule()] };
    const { code, stderr } = await runProgram(given, '--prefix', '/abs/');
    expect(code).toBe(2);
    expect(stderr).toContain("prefix '/abs/': no rule covers it");
    expect(stderr).not.toContain('begins with a slash');
  });

  it.each<[string, (given: Setup) => void]>([
    ['where no key begins so', () => undefined],
    ['where the keys may not be listed', (given) => void bucketIn(given, 'src').denied.add('listVersions')],
    ['where there is no such bucket', ({ buckets }) => void buckets.delete('src')],
  ])('is refused %s, and nothing is sent', async (_title, breakIt) => {
    const given = world('folder/a');
    breakIt(given);
    const { code, stderr } = await runProgram(given, '--prefix', '/folder/');
    expect(code).toBe(2);
    expect(stderr).toContain("the prefix '/folder/' begins with a slash");
    expect(stderr).toContain("write --prefix 'folder/'");
    expect(stderr).not.toContain('no rule covers it');
    expect(given.jobs.sent).toHaveLength(0);
  });

  it('is no mistake for certain where the keys may not be listed, and --allow-empty goes on', async () => {
    const given = world('/abs/a');
    bucketIn(given, 'src').denied.add('listVersions');
    const refused = await runProgram(given, '--prefix', '/abs/');
    expect(refused.stderr).toContain('whether one does here could not be seen');
    expect(refused.stderr).not.toContain('no key in');
    const { code, stderr } = await runProgram(given, '--prefix', '/abs/', '--allow-empty', '--verify', 'never');
    expect([code, given.jobs.sent.length, stderr]).toEqual([0, 1, expect.stringContaining('unsure')]);
  });
});
