// docs/constructs.md: the examples synthesize, the defaults are what happens without the prop, nothing public is left out.
import path from 'node:path';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { TerraformStack, Testing, type App } from 'cdktf';
import { describe, expect, it } from '@jest/globals';
import { CONSTRUCTS, PROPS, type EXAMPLES } from '../../docs/tables/constructs';
import { declarationsIn } from '../../docs/tables/declarations';
import { AthenaStack } from '../../examples/constructs/athena-evidence';
import { CopiesStack } from '../../examples/constructs/batch-copy';
import { DataSyncStack } from '../../examples/constructs/datasync-copy';
import { DetachedStack } from '../../examples/constructs/detached-run';
import { PipelineStack } from '../../examples/constructs/pipeline-role';
import { InventoryStack } from '../../examples/constructs/inventory-copy';
import { addBackfill } from '../../examples/constructs/settings-in-an-app';
import { ArchiveStack } from '../../examples/constructs/from-nothing';
import { CrossAccountStack } from '../../examples/constructs/cross-account';
import { EncryptedStack } from '../../examples/constructs/kms';
import { InvoicesStack } from '../../examples/constructs/batch-replication';
import { JobRoleStack } from '../../examples/constructs/job-role-alone';
import { ReplicationStack } from '../../examples/constructs/replication-alone';
import { TwoBucketsStack } from '../../examples/constructs/two-buckets';
import { BatchReplication, ReportBucket, type BatchReplicationProps, type ReportBucketProps } from '../../modules';
import { parseHandoff } from '../../runner/target/handoff-schema';
import { ROOT, textOf } from './page';

const PAGE = textOf('docs/constructs.md');

interface Output {
  readonly value: unknown;
}

function synthesize(stack: TerraformStack): {
  readonly resource: object;
  readonly output?: Readonly<Record<string, Output>>;
} {
  return JSON.parse(Testing.synth(stack, true)) as ReturnType<typeof synthesize>;
}

/** Names that `import … from 's3-backfill'` offers. */
function publicNames(): readonly string[] {
  const lists = [...textOf('modules/index.ts').matchAll(/export (?:type )?\{([^}]*)\}/g)];
  return lists.flatMap((match) => (match[1] ?? '').split(',').map((name) => name.replace(/\btype\b/, '').trim()));
}

describe('the examples', () => {
  const stacks: Readonly<Record<(typeof EXAMPLES)[number], (app: App) => TerraformStack>> = {
    'batch-replication': (app) => new InvoicesStack(app, 'stack'),
    kms: (app) => new EncryptedStack(app, 'stack'),
    'two-buckets': (app) => new TwoBucketsStack(app, 'stack'),
    'replication-alone': (app) => new ReplicationStack(app, 'stack'),
    'job-role-alone': (app) => new JobRoleStack(app, 'stack'),
    'cross-account': (app) => new CrossAccountStack(app, 'stack'),
    'from-nothing': (app) => new ArchiveStack(app, 'stack'),
    'batch-copy': (app) => new CopiesStack(app, 'stack'),
    'datasync-copy': (app) => new DataSyncStack(app, 'stack'),
    'inventory-copy': (app) => new InventoryStack(app, 'stack', __filename),
    'athena-evidence': (app) => new AthenaStack(app, 'stack'),
    'detached-run': (app) => new DetachedStack(app, 'stack', __filename),
    'pipeline-role': (app) => new PipelineStack(app, 'stack'),
    'settings-in-an-app': (app) => addBackfill(app, path.join(ROOT, 'examples', 'settings', 'minimal.json')),
  };

  it.each(Object.entries(stacks))('%s synthesizes, with validations on', (_, build) => {
    const { resource } = synthesize(build(Testing.app()));
    expect(Object.keys(resource)).toContain('aws_iam_role');
  });

  it('two-buckets has a handoff for each bucket', () => {
    const { output = {} } = synthesize(stacks['two-buckets'](Testing.app()));
    expect(Object.keys(output).sort()).toEqual(['s3_backfill', 's3_backfill_videos']);
  });

  it('job-role-alone has a handoff that the runner takes', () => {
    const { output = {} } = synthesize(stacks['job-role-alone'](Testing.app()));
    const text = JSON.stringify(output['s3_backfill']?.value)
      .replace(/\$\{aws_iam_role\.[\w-]+\.arn\}/g, 'arn:aws:iam::111122223333:role/job')
      .replace(/\$\{aws_s3_bucket\.[\w-]+\.bucket\}/g, 'reports');
    expect(parseHandoff(JSON.parse(text), 'a test').prefixes).toEqual(['folder/']);
  });
});

describe('docs/constructs.md', () => {
  it('names everything public', () => {
    const unnamed = publicNames().filter((name) => !new RegExp(`\\b${name}\\b`).test(PAGE));
    expect(unnamed).toEqual([]);
  });

  it('has a table for the props of every construct', () => {
    const written = publicNames().filter(
      (name) => /(Props|Options|Rule|Location|Trust)$/.test(name) && name !== 'ResolvedRule',
    );
    expect(written.filter((name) => name !== 'RefusedProps').sort()).toEqual([...PROPS].sort());
    expect(publicNames()).toEqual(expect.arrayContaining([...CONSTRUCTS]));
  });
});

describe('what people write', () => {
  const modules = declarationsIn('modules');
  const fields = PROPS.flatMap((name) =>
    modules.fieldsOf(name).map((field) => ({ ...field, name: `${name}.${field.name}` })),
  );
  const named = (some: typeof fields) => some.map(({ name }) => name);

  it('has a comment on every prop', () => {
    expect(fields.length).toBeGreaterThan(120);
    expect(named(fields.filter(({ meaning }) => meaning.length < 10))).toEqual([]);
  });

  it('says of every prop that may be left out what happens then, and of no other', () => {
    expect(named(fields.filter(({ isOptional, defaultsTo }) => isOptional !== (defaultsTo !== undefined)))).toEqual([]);
  });

  it('has a comment on everything that a construct has', () => {
    const members = CONSTRUCTS.flatMap((name) =>
      modules.membersOf(name).map((member) => ({ ...member, name: `${name}.${member.name}` })),
    );
    expect(members.length).toBeGreaterThan(20);
    expect(named(members.filter(({ meaning }) => meaning.length < 10))).toEqual([]);
  });
});

/** Props of an interface whose default is a value: `365`, `'Enabled'`. */
function valuesByDefault(name: string): readonly (readonly [string, unknown])[] {
  return declarationsIn('modules')
    .fieldsOf(name)
    .flatMap(({ name: prop, defaultsTo = '-' }) => {
      const [literal = ''] = defaultsTo.split(/(?:^|\s)- /);
      return literal === '' || literal === '-'
        ? []
        : [[prop, JSON.parse(literal.replaceAll("'", '"')) as unknown] as const];
    });
}

function stackWith(build: (stack: TerraformStack) => unknown): unknown {
  const stack = new TerraformStack(Testing.app(), 'stack');
  new AwsProvider(stack, 'aws', { region: 'eu-west-1' });
  build(stack);
  return synthesize(stack);
}

describe('a default that is a value', () => {
  const REPLICATION: BatchReplicationProps = {
    sourceBucketName: 'source',
    rules: [{ destinationBucketName: 'replica' }],
    reportBucket: { existing: 'reports' },
  };
  const replication = (props: object) =>
    stackWith((stack) => new BatchReplication(stack, 'b', { ...REPLICATION, ...props }));
  const rule = (props: object) => replication({ rules: [{ destinationBucketName: 'replica', ...props }] });
  const versioning = (props: object) => replication({ manageVersioning: props });
  const role = (props: object) => replication({ batchJobRole: { path: undefined, ...props } });
  const bucket = (props: Partial<ReportBucketProps>) =>
    stackWith((stack) => new ReportBucket(stack, 'r', { bucketName: 'reports', ...props }));

  it.each(valuesByDefault('BatchReplicationProps'))('is what BatchReplication does without %s: %j', (prop, value) =>
    expect(replication({ [prop]: value })).toEqual(replication({})),
  );
  it.each(valuesByDefault('ReplicationRule'))('is what a rule does without %s: %j', (prop, value) =>
    expect(rule({ [prop]: value })).toEqual(rule({})),
  );
  it.each(valuesByDefault('VersioningOptions'))('is what versioning does without %s: %j', (prop, value) =>
    expect(versioning({ [prop]: value })).toEqual(versioning({})),
  );
  it.each(valuesByDefault('ReportBucketProps'))('is what ReportBucket does without %s: %j', (prop, value) =>
    expect(bucket({ [prop]: value })).toEqual(bucket({})),
  );

  it('is found in the comments: each interface has some', () => {
    expect(valuesByDefault('ReplicationRule').length).toBeGreaterThan(2);
    expect(role({})).toBeDefined();
  });
});
