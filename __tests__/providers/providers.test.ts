/** @group outside */
// The constructs beside packages that are not ours: cdktn under the names of cdktf, and bindings of AWS provider 6. They are
// large, so that nobody gets them with `npm ci`. docs/decisions/0002-moving-to-cdktn.md
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeUnless, makeFolder, PROJECT, removeFolder } from '../e2e/setup';
import { copyProject, isInstalled, nodeIn } from './project-copy';

interface TerraformJson {
  readonly terraform: { readonly required_providers: { readonly aws: Readonly<Record<string, string>> } };
  readonly '//'?: { readonly metadata: { readonly version?: string } };
}
interface Synthesized {
  /** Of the package that was imported as `cdktf`. */
  readonly version: string;
  readonly stacks: Readonly<Record<string, { readonly json: TerraformJson; readonly hcl: string }>>;
}

const PACKAGES = {
  cdktn: { library: '0.24.0', provider: 'hashicorp/aws 6.66.0' },
  'provider-6': { library: '0.21.0', provider: 'aws 6.25.0' },
} as const;

const NOT_A_PROPERTY = `import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import { TerraformStack, Testing } from 'cdktf';
new S3Bucket(new TerraformStack(Testing.app(), 'a'), 'a', { bucket: 'a', notThere: true });
`;

async function synthesizedIn(folder: string): Promise<Synthesized> {
  const said = await nodeIn(folder, ['--import', 'tsx', '__tests__/providers/synthesize-all.ts']);
  expect(said).toMatchObject({ exitCode: 0, stderr: '' });
  return JSON.parse(said.stdout) as Synthesized;
}

/** What the app of main.ts writes. */
async function appIn(folder: string, out: string): Promise<TerraformJson> {
  const env = {
    S3_BACKFILL_SETTINGS: path.join(PROJECT, 'examples', 'settings', 'take-over.json'),
    CDKTF_OUTDIR: out,
  };
  expect(await nodeIn(folder, ['--import', 'tsx', 'main.ts'], env)).toMatchObject({ exitCode: 0, stderr: '' });
  return JSON.parse(readFileSync(path.join(out, 'stacks', 's3-backfill', 'cdk.tf.json'), 'utf8')) as TerraformJson;
}

/** Without the version of the library, and the provider that the bindings were made of. */
function comparable({ terraform, '//': about, ...rest }: TerraformJson): object {
  const metadata = { ...about?.metadata, version: undefined };
  return { ...rest, '//': { ...about, metadata }, terraform: { ...terraform, required_providers: {} } };
}

function comparableStacks({ stacks }: Synthesized): object {
  const provider = /^ *aws = \{\s*version = ".*"\s*source = ".*"\s*\}/m;
  return Object.fromEntries(
    Object.entries(stacks).map(([name, { json, hcl }]) => {
      expect(hcl).toMatch(provider);
      return [name, { json: comparable(json), hcl: hcl.replace(provider, '') }];
    }),
  );
}

/** Source and version of the providers that the stacks ask for; each once. */
function providersOf({ stacks }: Synthesized): readonly string[] {
  const asked = Object.values(stacks).map(({ json }) => json.terraform.required_providers.aws);
  return [...new Set(asked.map(({ source = '', version = '' }) => `${source} ${version}`))];
}

for (const [name, has] of Object.entries(PACKAGES)) {
  const missing = `not installed: npm ci --prefix __tests__/providers/${name}`;
  describeUnless(isInstalled(name) ? undefined : missing, `the constructs with the packages of ${name}`, () => {
    let folder: string;

    beforeAll(() => {
      folder = makeFolder();
      copyProject(folder, name);
    });
    afterAll(() => removeFolder(folder));

    it('synthesize for every example what they synthesize with ours, as JSON and as HCL', async () => {
      const ours = await synthesizedIn(PROJECT);
      const theirs = await synthesizedIn(folder);
      expect(Object.keys(ours.stacks).length).toBeGreaterThan(17);
      expect({ library: theirs.version, providers: providersOf(theirs) }).toEqual({
        library: has.library,
        providers: [has.provider],
      });
      expect(comparableStacks(theirs)).toEqual(comparableStacks(ours));
    }, 120_000);

    it('are an app by main.ts that is the same as ours', async () => {
      const ours = await appIn(PROJECT, path.join(folder, 'ours'));
      const theirs = await appIn(folder, path.join(folder, 'theirs'));
      expect(comparable(theirs)).toEqual(comparable(ours));
    }, 60_000);

    it('type-check against that provider, where a property that it does not have is an error', async () => {
      const compile = () => nodeIn(folder, ['node_modules/typescript/bin/tsc', '--noEmit']);
      expect(await compile()).toMatchObject({ exitCode: 0, stdout: '' });
      const wrong = path.join(folder, 'modules', 'wrong.ts');
      writeFileSync(wrong, NOT_A_PROPERTY);
      const { stdout } = await compile();
      rmSync(wrong);
      expect(stdout.split('\n').filter((line) => line.includes('error'))).toEqual([
        expect.stringMatching(/^modules\/wrong\.ts.*notThere/),
      ]);
    }, 120_000);
  });
}
