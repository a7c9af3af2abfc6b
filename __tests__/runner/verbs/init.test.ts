import { beforeEach, describe, expect, it } from '@jest/globals';
import { parseSettings } from '../../../modules/settings/parse';
import { program, setup, type Ran, type Setup } from '../fakes/fake-world';

const FLAGS = ['--source-bucket', 'my-bucket', '--region', 'eu-west-1'];
/** JSON: a settings file that cannot be read is a fault of its own. */
const MINE = '{"mine":1}';
const ALL = [...FLAGS, '--destination-bucket', 'my-replica', '--prefix', 'folder/'];

let given: Setup;
beforeEach(() => {
  given = setup();
  given.files.clear();
  given.files.set('/here/node_modules/s3-backfill/package.json', '{}');
});

const init = (...words: readonly string[]): Promise<Ran> => program(given, 'init', ...words);
const written = (): readonly string[] => [...given.files.keys()].filter((name) => !name.includes('node_modules'));
const textOf = (name: string): string => given.files.get(`/here/${name}`) ?? '';

describe('init', () => {
  it('writes a settings file that the app takes, and cdktf.json, which runs the app of the package', async () => {
    const { code, stdout, stderr } = await init(...ALL);
    expect({ code, stdout }).toMatchObject({ code: 0 });
    expect(stdout + stderr).toContain('npx cdktf deploy --outputs-file outputs.json');
    expect(written()).toEqual(['/here/cdktf.json', '/here/s3-backfill.json']);
    expect(JSON.parse(textOf('cdktf.json'))).toMatchObject({
      app: `node -e "require('s3-backfill/app')"`,
      context: { settings: 's3-backfill.json' },
    });
    expect(JSON.parse(textOf('s3-backfill.json'))).toEqual({
      $schema: './node_modules/s3-backfill/schemas/settings.schema.json',
      region: 'eu-west-1',
      source_bucket: 'my-bucket',
      replication_destination_bucket_arn: 'arn:aws:s3:::my-replica',
      prefixes: ['folder/'],
      create_report_bucket: { name: 'my-bucket-backfill-reports' },
    });
    expect(() => parseSettings(textOf('s3-backfill.json'), 's3-backfill.json')).not.toThrow();
  });

  it.each([
    ['with a report bucket that is there', [...ALL, '--report-bucket', 'reports'], { report_bucket: 'reports' }],
    ['of a bucket that replicates already', [...FLAGS, '--adopt'], { adopt_existing_replication: true }],
    ['of several prefixes', [...ALL, '--prefix', 'b/'], { prefixes: ['folder/', 'b/'] }],
    [
      'in another partition',
      ['--source-bucket', 'a-b', '--region', 'cn-north-1', '--destination-bucket', 'c-d'],
      { replication_destination_bucket_arn: 'arn:aws-cn:s3:::c-d' },
    ],
    [
      'of a bucket with a long name, whose report bucket has one that S3 takes',
      ['--source-bucket', 'b'.repeat(63), '--region', 'eu-west-1', '--adopt'],
      { create_report_bucket: { name: `${'b'.repeat(46)}-backfill-reports` } },
    ],
  ])('writes settings %s, which the app takes', async (_, words, settings) => {
    await init(...words);
    expect(JSON.parse(textOf('s3-backfill.json'))).toMatchObject(settings);
    expect(() => parseSettings(textOf('s3-backfill.json'), 's3-backfill.json')).not.toThrow();
  });

  it('writes with --hcl a root of plain Terraform', async () => {
    const { code, stdout } = await init('--hcl', ...ALL, '--prefix', 'a"${b}/');
    expect(code).toBe(0);
    expect(stdout).toContain(
      'then run: terraform init && terraform apply && terraform output -json > outputs.json; after that: s3-backfill run --outputs outputs.json',
    );
    expect(written()).toEqual(['/here/s3-backfill.tf']);
    expect(textOf('s3-backfill.tf')).toBe(`provider "aws" {
  region = "eu-west-1"
}

module "backfill" {
  source                             = "./node_modules/s3-backfill/terraform/backfill"
  source_bucket                      = "my-bucket"
  replication_destination_bucket_arn = "arn:aws:s3:::my-replica"
  prefixes                           = ["folder/", "a\\"$\${b}/"]
  create_report_bucket = {
    name = "my-bucket-backfill-reports"
  }
}

output "s3_backfill" {
  value = module.backfill.s3_backfill
}
`);
  });

  it('leaves the provider to a root that is there', async () => {
    given.files.set('/here/main.tf', '');
    await init('--hcl', ...ALL);
    expect(textOf('s3-backfill.tf')).not.toContain('provider');
    expect(textOf('main.tf')).toBe('');
  });

  it.each([
    ['cdktf.json', ALL],
    ['s3-backfill.json', ALL],
    ['s3-backfill.tf', ['--hcl', ...ALL]],
  ])('overwrites no %s, and writes nothing then', async (name, words) => {
    given.files.set(`/here/${name}`, MINE);
    const { code, stderr } = await init(...words);
    expect(code).toBe(2);
    expect(stderr).toContain(`${name} is in '/here' already: nothing was written`);
    expect(written()).toEqual([`/here/${name}`]);
    expect(textOf(name)).toBe(MINE);
  });

  it('finds the package above the working directory, as Node does', async () => {
    given.files.clear();
    given.files.set('/node_modules/s3-backfill/package.json', '{}');
    await init('--hcl', ...ALL);
    expect(textOf('s3-backfill.tf')).toContain('"../node_modules/s3-backfill/terraform/backfill"');
  });

  it('says that the package has to be installed, where it is not', async () => {
    given.files.clear();
    const { code, stderr } = await init(...ALL);
    expect(code).toBe(2);
    expect(stderr).toContain("s3-backfill is not installed in '/here', nor above it");
    expect(stderr).toContain('npm install --save-dev --save-exact');
    expect(written()).toEqual([]);
  });

  it.each([
    [[], '--source-bucket, --region, --destination-bucket are not given'],
    [['--source-bucket', 'my-bucket', '--adopt'], '--region is not given'],
    [FLAGS, '--destination-bucket is not given'],
    [[...ALL, '--destination-bucket', 'other'], '--destination-bucket was given several times'],
    [[...ALL, '--adopt'], '--adopt and --destination-bucket were both given'],
    [['--source-bucket', 'my-bucket', '--region', 'Ireland'], "--region: got 'Ireland'"],
  ])('asks nobody without a terminal, and says which flags: %j', async (words, message) => {
    const { code, stderr } = await init(...words);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(written()).toEqual([]);
  });

  it('asks on a terminal for what flags do not say', async () => {
    const answers = ['my-bucket', 'eu-west-1', 'my-replica', 'folder/', ''];
    const asked: string[] = [];
    given.answer = (question) => {
      asked.push(question);
      return Promise.resolve(answers[asked.length - 1] ?? 'too many');
    };
    const { code } = await init();
    expect(code).toBe(0);
    expect(asked).toHaveLength(answers.length);
    const byHand = textOf('s3-backfill.json');
    given.files.delete('/here/cdktf.json');
    given.files.delete('/here/s3-backfill.json');
    delete given.answer;
    await init(...ALL);
    expect(textOf('s3-backfill.json')).toBe(byHand);
  });

  it.each([
    [['My Bucket'], 'Bucket to copy from'],
    [[''], 'nothing was answered'],
    [['my-bucket', 'Ireland'], "got 'Ireland'"],
  ])('refuses answers that cannot be: %j', async (answers, message) => {
    const left = [...answers];
    given.answer = () => Promise.resolve(left.shift() ?? 'x');
    const { code, stderr } = await init();
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(written()).toEqual([]);
  });
});
