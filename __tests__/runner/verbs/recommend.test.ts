// `recommend` without access to AWS: what flags say is known, the rest is told as unknown.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import Ajv2020 from 'ajv/dist/2020';
import { RECOMMEND_COMMANDS } from '../../../runner/cli/commands/recommend';
import { readArgv } from '../../../runner/cli/argv/read-argv';
import { VERBS } from '../../../runner/cli/cli';
import { METHODS } from '../../../runner/methods/registry';
import { FACTS } from '../../../runner/recommend/situation';
import { program, setup } from '../fakes/fake-world';

const SCHEMA = JSON.parse(
  readFileSync(path.resolve(__dirname, '../../../schemas/events.schema.json'), 'utf8'),
) as object;

async function recommended(...words: readonly string[]): ReturnType<typeof program> {
  return program(setup(), 'recommend', ...words);
}

/** As a shell takes them apart. */
function wordsOf(command: string): readonly string[] {
  const said = execFileSync('sh', ['-c', `printf '%s\\0' ${command}`], { encoding: 'utf8' });
  return said.split('\0').slice(0, -1);
}

describe('recommend', () => {
  it('asks AWS for nothing where no bucket is named, and ends with 0', async () => {
    const { code, stdout } = await recommended('--objects', '1000', '--bytes', '1GiB', '--must-keep', 'metadata');
    expect(code).toBe(0);
    expect(stdout).toContain('number of objects: 1,000\n');
    expect(stdout).toContain('storage classes (--storage-class)\n');
    expect(stdout).toMatch(/1\. copy by this program \(copy\): fits, as far as it is known/);
    expect(stdout).toContain('start       s3-backfill copy s3://SOURCE/ s3://DESTINATION/\n');
    expect(stdout).toMatch(/copy by this program comes first: .*\d+ facts not known\n$/);
  });

  it('names, for what is not known, flags that it has', () => {
    const flags = Object.keys(RECOMMEND_COMMANDS['recommend']?.flags ?? {});
    expect(flags).toEqual(expect.arrayContaining(Object.values(FACTS).map(({ flag }) => flag.slice(2))));
  });

  it('is a line of JSON as the schema has it', async () => {
    const { events } = await recommended('--objects', '1000', '--must-keep', 'ids,times', '--output', 'json');
    const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(SCHEMA);
    expect(events.filter((event) => !validate(event))).toEqual([]);
    expect(events.map(({ kind }) => kind)).toEqual(['recommendation', 'verdict']);
    expect(events[0]).toMatchObject({ first: 'batch-replication', rule: 'only-replication-keeps-it' });
  });

  it('is Markdown with a section for each method', async () => {
    const { stdout } = await recommended('--objects', '1000', '--output', 'markdown');
    expect(stdout.match(/^### \d/gm)).toHaveLength(7);
    expect(stdout).toContain("the program 'rclone', which is in no folder of PATH here");
    expect(stdout).toContain('```sh\ns3-backfill copy s3://SOURCE/ s3://DESTINATION/\n```');
  });

  it('says that none can, where none can, and starts nothing', async () => {
    const { stdout } = await recommended('--must-keep', 'ids', '--replication-rule', 'not-possible');
    expect(stdout).toMatch(/no method can do all that is asked/);
    expect(stdout).not.toContain('comes first');
  });

  it('starts by the program exactly the methods that it has', async () => {
    const { events } = await recommended('--output', 'json');
    const { methods } = events[0] as unknown as {
      readonly methods: readonly { method: string; start: { how: string } }[];
    };
    const own = methods.filter(({ start }) => start.how === 'program').map(({ method }) => method);
    expect(own.sort()).toEqual(Object.keys(METHODS).sort());
  });

  it.each([
    [['--must-keep', 'tag'], /--must-keep: got "tag".*did you mean tags\?/],
    [['--must-keep', 'nothing,tags'], /stands alone/],
    [['--encryption', 'KMS'], /one of SSE-S3, SSE-KMS, DSSE-KMS, SSE-C is allowed/],
    [['--storage-class', 'COLD'], /a storage class of S3 is allowed/],
    [['--deadline', 'tomorrow'], /a time like 90m, 12h, 3d or 2w is allowed/],
    [['--bytes', '10X'], /bytes, or a size like/],
    [['--objects', '10', '--versions', '9'], /at least as many versions as objects/],
    [['--bytes', '10', '--largest-object', '11'], /no object is larger/],
    [['--prefix', 'a/', '--prefix', 'b/'], /one is allowed/],
    [['--key-names', 'same', '--destination-prefix', 'b/'], /the keys are different/],
  ])('refuses %j', async (words, message) => {
    const { code, stderr } = await recommended(...words);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });

  it('shows commands that ask as it was told to, and whom', async () => {
    const asking = ['--region', 'eu-west-1', '--profile', 'two words', '--destination-profile', 'b'];
    const { events } = await recommended('--output', 'json', '--prefix', 'a/', ...asking);
    const { methods } = events[0] as unknown as { readonly methods: readonly { start: { command?: string } }[] };
    const commands = methods.flatMap(({ start }) => start.command ?? []);
    expect(commands).toHaveLength(Object.keys(METHODS).length);
    for (const command of commands)
      expect(command).toMatch(/ --region eu-west-1 --profile 'two words' --destination-profile b$/);
  });

  it.each([
    ['--must-keep', 'acl,lock,versions,delete-markers'],
    ['--prefix', 'a b/', '--destination-prefix', "it's/", '--must-keep', 'nothing'],
    ['--prefix=-a/', '--encryption', 'SSE-KMS', '--storage-class', 'GLACIER', '--region', 'eu-west-1'],
    ['--encryption', 'SSE-C', '--must-keep', 'metadata', '--destination-profile', 'other'],
  ])('starts with %j by commands that are read, and that their methods heed', async (...words) => {
    const { events } = await recommended('--output', 'json', ...words);
    const { methods } = events[0] as unknown as {
      readonly methods: readonly { method: string; start: { command?: string } }[];
    };
    const commands = methods.flatMap(({ method, start: { command } }) =>
      command === undefined ? [] : [{ method, command }],
    );
    expect(commands.length).toBeGreaterThanOrEqual(Object.keys(METHODS).length - 2);
    for (const { method, command } of commands) {
      const [program = '', verb = '', ...rest] = wordsOf(command);
      const known = VERBS[verb]?.flags ?? {};
      const { unknown, lacking, flags } = readArgv([verb, ...rest], known);
      const refused = Object.keys(METHODS[method as keyof typeof METHODS].refuses ?? {});
      expect([command, program, unknown, lacking]).toEqual([command, 's3-backfill', [], []]);
      expect([command, [...flags.keys()].filter((flag) => refused.includes(flag))]).toEqual([command, []]);
    }
  });

  it('leaves to the hand what needs the key of a customer, which no method of this program gives', async () => {
    const { events } = await recommended('--output', 'json', '--encryption', 'SSE-C', '--must-keep', 'nothing');
    const { methods } = events[0] as unknown as {
      readonly methods: readonly { method: string; start: { how: string } }[];
    };
    const byHand = methods.filter(({ start }) => start.how === 'by-hand').map(({ method }) => method);
    expect(byHand).toEqual(expect.arrayContaining(['rclone', 'aws-cli']));
  });

  it('takes another prefix of the destination for other keys', async () => {
    const { stdout } = await recommended('--prefix', 'a/', '--destination-prefix', 'b/');
    expect(stdout).toContain('keys of the copies: others than those of their sources');
    expect(stdout).toContain('start       s3-backfill copy s3://SOURCE/a/ s3://DESTINATION/b/\n');
    expect(stdout).toMatch(/ run --method rclone .* --destination-bucket DESTINATION --destination-prefix b\/\n/);
  });
});
