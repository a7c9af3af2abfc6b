// Prints what every example synthesizes to, as one JSON object, with the libraries that are installed where this file is.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type App, type TerraformStack, Testing } from 'cdktf';
import { InvoicesStack } from '../../examples/constructs/batch-replication';
import { CrossAccountStack } from '../../examples/constructs/cross-account';
import { ArchiveStack } from '../../examples/constructs/from-nothing';
import { JobRoleStack } from '../../examples/constructs/job-role-alone';
import { EncryptedStack } from '../../examples/constructs/kms';
import { ReplicationStack } from '../../examples/constructs/replication-alone';
import { addBackfill } from '../../examples/constructs/settings-in-an-app';
import { TwoBucketsStack } from '../../examples/constructs/two-buckets';
import { bucketsStack, topologiesStack } from '../../examples/topologies/stacks';

const EXAMPLES = path.resolve(__dirname, '..', '..', 'examples');
const SETTINGS = path.join(EXAMPLES, 'settings');

const TOPOLOGIES = {
  keys: {
    source: 'arn:aws:kms:eu-west-1:111122223333:key/a',
    theirs: 'arn:aws:kms:eu-central-1:444455556666:key/b',
  },
  existing: {
    ReplicationConfiguration: {
      Role: 'arn:aws:iam::111122223333:role/theirs',
      Rules: [{ ID: 'a', Status: 'Enabled' as const, Prefix: 'c/', Destination: { Bucket: 'arn:aws:s3:::archive' } }],
    },
  },
};

/** By the files of examples/. */
const STACKS: Readonly<Record<string, (app: App) => TerraformStack>> = {
  'topologies/buckets': (app) => bucketsStack(app),
  'topologies/stacks': (app) => topologiesStack(app, TOPOLOGIES),
  'constructs/batch-replication': (app) => new InvoicesStack(app, 'stack'),
  'constructs/cross-account': (app) => new CrossAccountStack(app, 'stack'),
  'constructs/from-nothing': (app) => new ArchiveStack(app, 'stack'),
  'constructs/job-role-alone': (app) => new JobRoleStack(app, 'stack'),
  'constructs/kms': (app) => new EncryptedStack(app, 'stack'),
  'constructs/replication-alone': (app) => new ReplicationStack(app, 'stack'),
  'constructs/two-buckets': (app) => new TwoBucketsStack(app, 'stack'),
  ...Object.fromEntries(
    readdirSync(SETTINGS).map((name) => [
      `settings/${name}`,
      (app: App) => addBackfill(app, path.join(SETTINGS, name)),
    ]),
  ),
};

/** Both of what `cdktf synth` can write, with cdktf's validations on. */
function synthesized(build: (app: App) => TerraformStack): { readonly json: unknown; readonly hcl: string } {
  const json = JSON.parse(Testing.synth(build(Testing.app()), true)) as unknown;
  return { json, hcl: String(Testing.synthHcl(build(Testing.app()))) };
}

const all = Object.entries(STACKS).map(([name, build]) => [name, synthesized(build)] as const);
// The version of the library is that of the file which a test of the names alone would not look at.
const { version } = JSON.parse(readFileSync(require.resolve('cdktf/package.json'), 'utf8')) as { version: string };
process.stdout.write(JSON.stringify({ version, stacks: Object.fromEntries(all) }));
