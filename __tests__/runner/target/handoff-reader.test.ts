// Every form in which Terraform, OpenTofu and cdktf write the handoff, and where it is found without being named.
import { describe, expect, it } from '@jest/globals';
import { ACCOUNT, handoff, program, setup, type Setup } from '../fakes/fake-world';

const VALUE = handoff();
const WRAPPED = { sensitive: false, type: ['object', {}], value: VALUE };
const STATE = (outputs: object) => ({
  version: 4,
  terraform_version: '1.11.4',
  serial: 3,
  lineage: 'a',
  outputs,
  resources: [],
});

const SHOWN = (outputs: object) => ({
  format_version: '1.0',
  terraform_version: '1.11.4',
  values: { outputs, root_module: {} },
});
const OTHER = handoff({ prefixes: ['folder/other/'] });

/** The prefixes of the jobs that are planned: they come out of the handoff. */
async function planned(given: Setup, ...argv: readonly string[]): Promise<unknown> {
  const { events } = await program(given, 'plan', '--always-create', ...argv, '--output', 'json');
  const plan = events.find(({ kind }) => kind === 'plan') as { transfers: { prefix: string }[] } | undefined;
  return plan?.transfers.map(({ prefix }) => prefix) ?? events.at(-1);
}

function withFile(path: string, content: unknown): Setup {
  const given = setup();
  given.files.clear();
  given.files.set(path, typeof content === 'string' ? content : JSON.stringify(content));
  return given;
}

describe('the handoff is read from', () => {
  it.each([
    ['terraform output -json', { other: { value: 1, type: 'number', sensitive: false }, s3_backfill: WRAPPED }],
    ['cdktf deploy --outputs-file', { 'my-stack': { s3_backfill: VALUE, other: 'x' } }],
    ['an outputs file that nests outputs by construct', { 'my-stack': { backfill: { s3_backfill: VALUE } } }],
    ["one output's bare value", VALUE],
    ['a value that was encoded as JSON text', { s3_backfill: { ...WRAPPED, value: JSON.stringify(VALUE) } }],
    ['a state file', STATE({ s3_backfill: { value: VALUE, type: ['object', {}] } })],
    ['a file with a byte order mark', `\ufeff${JSON.stringify({ s3_backfill: WRAPPED })}`],
    ['an output with a longer name', { s3_backfill_eu: WRAPPED }],
    ['an output of another name', { copies: WRAPPED }],
    ['an output that is marked sensitive', { s3_backfill: { ...WRAPPED, sensitive: true } }],
    ['an output of a whole module', { backfill: { ...WRAPPED, value: { s3_backfill: VALUE, role: 'x' } } }],
    ['a map of one, from for_each', { s3_backfill: { ...WRAPPED, value: { eu: VALUE } } }],
    ['a list of one, from count', { s3_backfill: { ...WRAPPED, value: [VALUE] } }],
    ['the bare value of a list', [VALUE]],
    ['the bare value of a map', { eu: VALUE }],
    ['terraform show -json', SHOWN({ s3_backfill: WRAPPED, other: { sensitive: false, value: 1 } })],
    ['an output beside others whose names are members of other forms', { format_version: WRAPPED, encrypted_data: {} }],
    [
      'the output of that name, where another one holds a handoff too',
      { s3_backfill: WRAPPED, more: { ...WRAPPED, value: OTHER } },
    ],
  ])('%s', async (_form, content) => {
    expect(await planned(withFile('/here/file.json', content), '--outputs', 'file.json')).toEqual(['folder/']);
  });

  it('standard input', async () => {
    const given = setup();
    given.files.clear();
    given.stdin = JSON.stringify({ s3_backfill: WRAPPED });
    expect(await planned(given, '--outputs', '-')).toEqual(['folder/']);
  });

  it.each([
    '/here/terraform.tfstate',
    '/here/terraform.s3-backfill.tfstate',
    '/here/cdktf.out/stacks/s3-backfill/terraform.tfstate',
    '/here/cdktf.out/stacks/s3-backfill/terraform.s3-backfill.tfstate',
  ])('%s, which nobody has named', async (path) => {
    expect(await planned(withFile(path, STATE({ s3_backfill: { value: VALUE, type: ['object', {}] } })))).toEqual([
      'folder/',
    ]);
  });

  it.each([
    [['--outputs', 'file.json'], 'file.json'],
    [[], '/here/terraform.tfstate'],
    [['--outputs', '-'], 'standard input'],
  ])('what is told by its bare name to a program: %j, %s', async (flags, origin) => {
    const given = withFile('/here/file.json', { s3_backfill: WRAPPED });
    given.files.set('/here/terraform.tfstate', JSON.stringify(STATE({ s3_backfill: WRAPPED })));
    given.stdin = JSON.stringify({ s3_backfill: WRAPPED });
    const { events } = await program(given, 'plan', '--always-create', ...flags, '--output', 'json');
    expect(events[0]).toMatchObject({ kind: 'handoff', origin });
  });

  it('a directory that holds a state', async () => {
    const given = withFile(
      '/here/infra/terraform.tfstate',
      STATE({ s3_backfill: { value: VALUE, type: ['object', {}] } }),
    );
    expect(await planned(given, '--outputs', 'infra')).toEqual(['folder/']);
  });
});

describe('what Terraform writes without the values of outputs is named, with what gives them', () => {
  const STATE_3 = { version: 3, terraform_version: '0.11.14', serial: 1, lineage: 'a', modules: [] };
  const ENCRYPTED = { serial: 1, lineage: 'a', meta: {}, encrypted_data: 'AAAA', encryption_version: 'v0' };

  it.each<[string, unknown, RegExp, RegExp]>([
    [
      'a plan as terraform show -json writes it',
      { format_version: '1.2', terraform_version: '1.11.4', planned_values: { outputs: { s3_backfill: WRAPPED } } },
      /is a plan of Terraform \(terraform show -json\)/,
      /apply it, then: terraform output -json > outputs\.json/,
    ],
    ['a saved plan', 'PK\u0003\u0004\u0014', /is a plan that terraform plan -out has saved/, /terraform output -json/],
    [
      'an encrypted state of OpenTofu',
      ENCRYPTED,
      /is an encrypted state .* of OpenTofu/,
      /tofu output -json > outputs\.json/,
    ],
    [
      'what is kept about a backend',
      { version: 3, terraform_version: '1.11.4', backend: { type: 's3', config: {} } },
      /about the backend "s3", and no state/,
      /terraform output -json > outputs\.json/,
    ],
    [
      'a state of version 3',
      STATE_3,
      /a Terraform state of format version 3; version 4 is read/,
      /terraform output -json/,
    ],
    [
      'a state of a version to come',
      { ...STATE({}), version: 5 },
      /format version 5; version 4 is read/,
      /terraform output/,
    ],
    [
      'a state without outputs',
      STATE({}),
      /no output 's3_backfill' in 'file\.json'/,
      /the root module has to pass it on/,
    ],
    [
      'no state, as terraform show -json writes it',
      { format_version: '1.0' },
      /no output 's3_backfill'/,
      /terraform apply/,
    ],
    [
      'a sensitive output that cdktf has left out',
      { blue: { s3_backfill: '<sensitive>' } },
      /marked sensitive/,
      /terraform output -json s3_backfill/,
    ],
    ['an empty map', { s3_backfill: { ...WRAPPED, value: {} } }, /it has no version/, /update s3-backfill/],
    ['an empty list', { s3_backfill: { ...WRAPPED, value: [] } }, /is not an object: \[\]/, /terraform apply/],
    ['a bare number', 7, /holds JSON, but no object and no list/, /terraform output -json/],
  ])('%s', async (_form, content, said, hint) => {
    const { code, stderr } = await program(withFile('/here/file.json', content), 'plan', '--outputs', 'file.json');
    expect(code).toBe(2);
    expect(stderr).toMatch(said);
    expect(stderr).toMatch(hint);
  });
});

describe('of several handoffs', () => {
  it.each([
    ['a map, by its key', { s3_backfill: { ...WRAPPED, value: { eu: VALUE, 'us.east': OTHER } } }, 'us.east'],
    ['a map, by output and key', { s3_backfill: { ...WRAPPED, value: { eu: VALUE, us: OTHER } } }, 's3_backfill.us'],
    ['a list, by its number', { s3_backfill: { ...WRAPPED, value: [VALUE, OTHER] } }, '1'],
    [
      'modules, by key',
      { all: { ...WRAPPED, value: { eu: { s3_backfill: VALUE }, us: { s3_backfill: OTHER } } } },
      'us',
    ],
    ['a map in a state', STATE({ s3_backfill: { value: { eu: VALUE, us: OTHER }, type: [] } }), 'us'],
    ['a map in the outputs of cdktf', { blue: { s3_backfill: { eu: VALUE, us: OTHER } } }, 'us'],
    ['outputs of which one has another name', { s3_backfill: WRAPPED, more: { ...WRAPPED, value: OTHER } }, 'more'],
  ])('--stack chooses in %s', async (_, content, stack) => {
    const given = withFile('/here/file.json', content);
    expect(await planned(given, '--outputs', 'file.json', '--stack', stack)).toEqual(['folder/other/']);
  });

  it('of a map, the keys are listed', async () => {
    const given = withFile('/here/file.json', { s3_backfill: { ...WRAPPED, value: { eu: VALUE, us: OTHER } } });
    const { code, stderr } = await program(given, 'plan', '--outputs', 'file.json');
    expect(code).toBe(2);
    expect(stderr).toMatch(/there are 2 handoffs: s3_backfill\.eu .*s3_backfill\.us .*\n.*--stack 'eu'\n$/);
  });

  const two = { blue: { s3_backfill: VALUE }, green: { s3_backfill: handoff({ prefixes: ['folder/green/'] }) } };

  it.each(['green', 'green.s3_backfill'])('--stack %s chooses one', async (stack) => {
    const given = withFile('/here/file.json', two);
    expect(await planned(given, '--outputs', 'file.json', '--stack', stack)).toEqual(['folder/green/']);
  });

  it.each([
    [
      'of one stack',
      { blue: { s3_backfill: VALUE, s3_backfill_b: { ...VALUE, prefixes: ['folder/b/'] } } },
      's3_backfill',
    ],
    ['of two stacks', { blue: { s3_backfill: VALUE }, green: { s3_backfill: VALUE } }, 'blue'],
    ['without a stack', { s3_backfill: VALUE, s3_backfill_b: VALUE }, 's3_backfill'],
  ])('of two handoffs %s, the one that the hint names is taken', async (_, file, word) => {
    const given = withFile('/here/file.json', file);
    const said = await program(given, 'plan', '--outputs', 'file.json');
    expect(said).toMatchObject({ code: 2 });
    expect(said.stderr).toMatch(new RegExp(`--stack '${word}'\n$`));
    expect(await planned(given, '--outputs', 'file.json', '--stack', word)).toEqual(['folder/']);
  });

  it('of two handoffs with one name, the file has to be named', async () => {
    const given = setup();
    given.files.clear();
    const state = JSON.stringify({
      version: 4,
      terraform_version: '1.9.8',
      outputs: { s3_backfill: { value: VALUE } },
    });
    given.files.set('/here/cdktf.out/stacks/blue/terraform.tfstate', state);
    given.files.set('/here/terraform.blue.tfstate', state);
    const said = await program(given, 'plan');
    expect(said).toMatchObject({ code: 2 });
    expect(said.stderr).toContain('name one file with --outputs');
  });

  it('a stack that is not there is refused with the names that are', async () => {
    const given = withFile('/here/file.json', two);
    const said = await program(given, 'plan', '--outputs', 'file.json', '--stack', 'red');
    expect(said.code).toBe(2);
    expect(said.stderr).toMatch(/'red'.*\n.*blue\.s3_backfill.*green\.s3_backfill/);
  });
});

describe('flags', () => {
  it('win over the handoff', async () => {
    const given = setup();
    given.buckets.set('elsewhere', given.buckets.get('reports') ?? raise());
    const flags = ['--prefix', 'folder/a/', '--report-bucket', 'elsewhere', '--report-prefix', '/x/'];
    const { events } = await program(
      given,
      'plan',
      '--always-create',
      '--outputs',
      'outputs.json',
      ...flags,
      '--output',
      'json',
    );
    const [job] = (events.find(({ kind }) => kind === 'plan') as { transfers: { request: object }[] }).transfers;
    expect(job?.request).toMatchObject({
      AccountId: ACCOUNT,
      Report: { Bucket: 'arn:aws:s3:::elsewhere', Prefix: 'x' },
      ManifestGenerator: {
        S3JobManifestGenerator: { Filter: { KeyNameConstraint: { MatchAnyPrefix: ['folder/a/'] } } },
      },
    });
  });
});

function raise(): never {
  throw new Error('the setup has no report bucket');
}
