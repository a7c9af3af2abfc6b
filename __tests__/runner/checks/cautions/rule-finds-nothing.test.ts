// A rule under whose prefix nothing is, beside others: told where it is clear what was meant.
import { describe, expect, it } from '@jest/globals';
import { bucketIn, handoff, holding, program, REPLICATION_ROLE, rule } from '../../fakes/fake-world';

async function told(verb: string, prefixes: readonly string[], ...keys: readonly string[]): Promise<readonly string[]> {
  const given = holding(...keys.map((key) => ({ key })));
  given.files.set('/here/outputs.json', JSON.stringify({ ...handoff(), rules: [], prefixes: [] }));
  const rules = prefixes.map((prefix, index) => rule({ id: `r${index}`, priority: index, prefix }));
  bucketIn(given, 'src').replication = { roleArn: REPLICATION_ROLE, rules };
  const { events } = await program(given, verb, '--outputs', 'outputs.json', '--output', 'json');
  return events
    .filter(({ warning }) => warning === 'rule-finds-nothing')
    .map(({ detail, hint }) => `${String(detail)} | ${String(hint)}`);
}

describe('a rule that finds nothing', () => {
  it.each(['doctor', 'plan'])('is told by %s where another prefix was meant', async (verb) => {
    expect(await told(verb, ['logs/', 'data/*'], 'logs/a', 'data/a')).toEqual([
      "there is no object under 'data/*', which the rule 'r1' is for, and no rule replicates what is under 'data/' | if 'data/' is meant, write it in the rule and run terraform apply: a prefix is compared with the beginning of each key, letter by letter",
    ]);
  });

  it.each<[string, readonly string[], readonly string[]]>([
    ['is a folder that is still empty', ['logs/', 'invoices/'], ['logs/a']],
    ['looks like the prefix of another rule', ['logs-a/', 'logs-b/'], ['logs-a/1']],
    ['is the only one, which a check says', ['data/*'], ['data/a']],
  ])('is not told where it %s', async (_what, prefixes, keys) => {
    expect(await told('doctor', prefixes, ...keys)).toEqual([]);
  });
});
