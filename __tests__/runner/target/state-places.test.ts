// The state that counts is that of the selected workspace in the backend that Terraform was initialized with, and no other one.
import { describe, expect, it } from '@jest/globals';
import { handoff, program, setup, type Setup } from '../fakes/fake-world';

const DEFAULT = 'terraform.tfstate';
const PROD = 'terraform.tfstate.d/prod/terraform.tfstate';
const BACKEND = '.terraform/terraform.tfstate';

/** A state whose handoff has one prefix. */
const state = (prefix: string): string =>
  JSON.stringify({
    version: 4,
    terraform_version: '1.11.4',
    serial: 3,
    lineage: 'a',
    outputs: { s3_backfill: { value: handoff({ prefixes: [prefix] }), type: ['object', {}] } },
    resources: [],
  });

const initialized = (type: string, config: object = {}): string =>
  JSON.stringify({ version: 3, terraform_version: '1.11.4', backend: { type, config, hash: 1 } });

function folder(files: Readonly<Record<string, string>>, environment: Readonly<Record<string, string>> = {}): Setup {
  const given = setup();
  given.files.clear();
  for (const [path, text] of Object.entries(files)) given.files.set(`/here/${path}`, text);
  Object.assign(given.environment, environment);
  return given;
}

/** The prefixes of the jobs that are planned, or the error. */
async function planned(given: Setup, ...argv: readonly string[]): Promise<unknown> {
  const { events } = await program(given, 'plan', '--always-create', ...argv, '--output', 'json');
  const plan = events.find(({ kind }) => kind === 'plan') as { transfers: { prefix: string }[] } | undefined;
  return plan?.transfers.map(({ prefix }) => prefix) ?? events.at(-1)?.['message'];
}

const BOTH = { [DEFAULT]: state('folder/default/'), [PROD]: state('folder/prod/') };

describe('what stands in .terraform', () => {
  it.each<[string, Readonly<Record<string, string>>]>([
    ['an absolute path', { [BACKEND]: initialized('local', { path: '/elsewhere/terraform.tfstate' }) }],
    ['a path that leads out', { [BACKEND]: initialized('local', { path: '../elsewhere/terraform.tfstate' }) }],
    [
      'a folder of workspaces elsewhere',
      { [BACKEND]: initialized('local', { workspace_dir: '/elsewhere' }), '.terraform/environment': 'prod' },
    ],
    ['a workspace that leads out', { '.terraform/environment': '../../../elsewhere' }],
  ])('is not followed out of the directory: %s', async (_, files) => {
    const given = folder(files);
    given.files.set('/elsewhere/terraform.tfstate', state('folder/secret/'));
    given.files.set('/elsewhere/prod/terraform.tfstate', state('folder/secret/'));
    const said = await planned(given);
    expect(said).toMatch(/says that the state is '\/elsewhere\/.*', outside of the working directory: it was not read/);
    expect(await planned(given, '--outputs', '/elsewhere/terraform.tfstate')).toEqual(['folder/secret/']);
  });
});

describe('of a folder with workspaces, the state is read that belongs to', () => {
  it.each<[string, Readonly<Record<string, string>>, Readonly<Record<string, string>>, string]>([
    ['the default one when none is selected', {}, {}, 'folder/default/'],
    ['the one in .terraform/environment', { '.terraform/environment': 'prod\n' }, {}, 'folder/prod/'],
    ['TF_WORKSPACE', {}, { TF_WORKSPACE: 'prod' }, 'folder/prod/'],
    [
      'TF_WORKSPACE before .terraform/environment',
      { '.terraform/environment': 'prod' },
      { TF_WORKSPACE: 'default' },
      'folder/default/',
    ],
    [
      '.terraform/environment when TF_WORKSPACE is empty',
      { '.terraform/environment': 'prod' },
      { TF_WORKSPACE: '' },
      'folder/prod/',
    ],
    ['the one in TF_DATA_DIR', { 'data/environment': 'prod' }, { TF_DATA_DIR: 'data' }, 'folder/prod/'],
    [
      'the default one when another data folder selects none',
      { '.terraform/environment': 'prod' },
      { TF_DATA_DIR: '/elsewhere' },
      'folder/default/',
    ],
  ])('%s', async (_, files, environment, prefix) => {
    expect(await planned(folder({ ...BOTH, ...files }, environment))).toEqual([prefix]);
  });

  it('the one that is selected in a folder that was named', async () => {
    const given = folder({
      'infra/.terraform/environment': 'prod',
      [`infra/${DEFAULT}`]: state('folder/default/'),
      [`infra/${PROD}`]: state('folder/prod/'),
    });
    expect(await planned(given, '--outputs', 'infra')).toEqual(['folder/prod/']);
  });

  it('the one that is selected in the folder of a stack of cdktf, whose default state lies beside', async () => {
    const given = folder({
      'terraform.blue.tfstate': state('folder/default/'),
      'cdktf.out/stacks/blue/.terraform/environment': 'prod',
      [`cdktf.out/stacks/blue/${PROD}`]: state('folder/prod/'),
    });
    expect(await planned(given)).toEqual(['folder/prod/']);
  });
});

describe('a state of another workspace is never taken', () => {
  it.each<[string, readonly string[]]>([
    ['.', []],
    ['infra', ['--outputs', 'infra']],
  ])('in %s', async (at, flags) => {
    const given = folder({
      [`${at === '.' ? '' : 'infra/'}.terraform/environment`]: 'prod',
      [`${at === '.' ? '' : 'infra/'}${DEFAULT}`]: state('folder/default/'),
    });
    const said = await program(given, 'plan', ...flags);
    expect(said.code).toBe(2);
    expect(said.stderr).toMatch(
      /workspace 'prod' is selected .*terraform\.tfstate\.d\/prod\/terraform\.tfstate' is not there; the state of another/,
    );
  });

  it('of a stack of cdktf', async () => {
    const given = folder({ 'terraform.blue.tfstate': state('folder/default/') }, { TF_WORKSPACE: 'prod' });
    expect(await planned(given)).toMatch(/'prod' is selected in '\/here\/cdktf\.out\/stacks\/blue'/);
  });

  it('and a folder that Terraform has never seen says nothing about workspaces', async () => {
    expect(await planned(folder({}, { TF_WORKSPACE: 'prod' }))).not.toContain('workspace');
  });
});

describe('the backend local', () => {
  it('keeps its state where it was told to', async () => {
    const given = folder({
      [BACKEND]: initialized('local', { path: 'states/backfill.tfstate', workspace_dir: null }),
      'states/backfill.tfstate': state('folder/configured/'),
      [DEFAULT]: state('folder/left/'),
    });
    expect(await planned(given)).toEqual(['folder/configured/']);
  });

  it('keeps the states of workspaces where it was told to', async () => {
    const given = folder({
      [BACKEND]: initialized('local', { workspace_dir: 'spaces' }),
      '.terraform/environment': 'prod',
      'spaces/prod/terraform.tfstate': state('folder/prod/'),
    });
    expect(await planned(given)).toEqual(['folder/prod/']);
  });

  it('of a stack of cdktf that another machine has initialized keeps its state beside cdktf.out', async () => {
    const given = folder({
      [`cdktf.out/stacks/blue/${BACKEND}`]: initialized('local', { path: '/other/terraform.blue.tfstate' }),
      'terraform.blue.tfstate': state('folder/blue/'),
    });
    expect(await planned(given)).toEqual(['folder/blue/']);
  });

  it('without its state is said, whatever lies about', async () => {
    const given = folder({
      [BACKEND]: initialized('local', { path: 'states/backfill.tfstate' }),
      [DEFAULT]: state('folder/left/'),
    });
    expect(await planned(given)).toContain("its state '/here/states/backfill.tfstate' is not there");
  });
});

describe('a state in a remote backend', () => {
  const files = { [BACKEND]: initialized('s3', { bucket: 'states' }), [DEFAULT]: state('folder/left/') };

  it.each<[string, readonly string[]]>([
    ['the working directory', []],
    ['a folder that was named', ['--outputs', '.']],
    ['a folder of which --stack names the handoff', ['--stack', 's3_backfill']],
  ])('in %s is named, and what was left from before it is not taken', async (_, flags) => {
    const said = await program(folder(files), 'plan', ...flags);
    expect(said.code).toBe(2);
    expect(said.stderr).toContain("the state of '/here' is in the backend 's3'");
    expect(said.stderr).toContain('terraform output -json > outputs.json');
  });

  it.each(['cloud', 'remote', 'gcs'])('%s', async (type) => {
    expect(await planned(folder({ [BACKEND]: initialized(type) }))).toContain(`backend '${type}'`);
  });

  it("stands in nobody's way whose flags say everything", async () => {
    const flags = ['--source-bucket', 'src', '--role-arn', 'arn:aws:iam::111122223333:role/backfill-job'];
    expect(await planned(folder(files), ...flags, '--report-bucket', 'reports', '--prefix', 'folder/x/')).toEqual([
      'folder/x/',
    ]);
  });

  it("stands in nobody's way who looks at jobs", async () => {
    expect(await program(folder(files), 'list')).toMatchObject({ code: 0 });
  });

  it('of one stack does not hide the handoff of another one', async () => {
    const given = folder({
      [`cdktf.out/stacks/network/${BACKEND}`]: initialized('s3'),
      'terraform.blue.tfstate': state('folder/blue/'),
    });
    expect(await planned(given)).toEqual(['folder/blue/']);
  });
});
