// A prefix that ends in the middle of a name takes more than the folder of that name.
import { describe, expect, it } from '@jest/globals';
import { bucketIn, holding, program, REPLICATION_ROLE, rule, type Setup } from '../../fakes/fake-world';

function world(rulePrefixes: readonly string[], ...keys: readonly string[]): Setup {
  const given = holding(...keys.map((key) => ({ key })));
  const rules = rulePrefixes.map((prefix, index) => rule({ id: `r${index}`, priority: index, prefix }));
  bucketIn(given, 'src').replication = { roleArn: REPLICATION_ROLE, rules };
  return given;
}

async function told(given: Setup, verb: string, ...flags: readonly string[]): Promise<readonly unknown[]> {
  const { events } = await program(given, verb, '--outputs', 'outputs.json', '--output', 'json', ...flags);
  return events
    .filter(({ warning }) => warning === 'prefix-takes-more')
    .map(({ detail, hint }) => `${String(detail)} | ${String(hint)}`);
}

const FOLDERS = ['folder/a', 'folder2/b', 'folder.txt', 'other/c'];

describe('a prefix without a slash at its end', () => {
  it.each(['doctor', 'plan', 'run'])('that takes other folders too is told by %s', async (verb) => {
    const flags = ['--prefix', 'folder', ...(verb === 'run' ? ['--verify', 'never'] : [])];
    expect(await told(world([''], ...FOLDERS), verb, ...flags)).toEqual([
      "the prefix 'folder' takes 'folder2/', 'folder.txt' too, beside 'folder/': a prefix is compared with the beginning of each key, letter by letter | if 'folder/' alone is meant, write --prefix 'folder/'",
    ]);
  });

  it('is told for each of several, and not for those that take nothing else', async () => {
    const given = world([''], ...FOLDERS, 'other2/d', 'third/e');
    const flags = ['folder', 'other', 'third'].flatMap((prefix) => ['--prefix', prefix]);
    const found = await told(given, 'doctor', ...flags);
    expect(found).toEqual([expect.stringContaining("'folder2/'"), expect.stringContaining("'other2/'")]);
  });

  it('of a rule is told, whatever the run is for', async () => {
    const found = await told(world(['folder'], ...FOLDERS), 'doctor', '--prefix', 'folder/');
    expect(found).toEqual([
      expect.stringMatching(
        /^the prefix 'folder' of the rule 'r0' takes .* write 'folder\/' in the rule and run terraform apply/,
      ),
    ]);
  });

  it('that is the whole key of one object is told', async () => {
    expect(await told(world([''], 'a.csv', 'a.csv.bak'), 'doctor', '--prefix', 'a.csv')).toEqual([
      expect.stringContaining("write --key 'a.csv'"),
    ]);
  });

  it('is found although a thousand names stand before the folder', async () => {
    const many = Array.from({ length: 1_100 }, (_, index) => `folder-${String(index).padStart(4, '0')}`);
    const found = await told(world([''], ...many, 'folder/a'), 'doctor', '--prefix', 'folder');
    expect(found).toEqual([expect.stringContaining('and at least 997 more too')]);
  });

  it.each<[string, readonly string[], readonly string[], readonly string[]]>([
    ['no other key begins so', [''], ['folder/a', 'other/b'], ['folder']],
    ['no folder of that name is there', [''], ['log-2025/a', 'log-2026/b'], ['log-']],
    ['no rule selects the others', ['folder/'], FOLDERS, ['folder']],
    ['it ends with a slash', [''], FOLDERS, ['folder/']],
    ['the rule with it is for other keys', ['folder', 'other/'], FOLDERS, ['other/']],
  ])('is not told where %s', async (_title, rules, keys, prefixes) => {
    expect(await told(world(rules, ...keys), 'doctor', ...prefixes.flatMap((prefix) => ['--prefix', prefix]))).toEqual(
      [],
    );
  });
});
