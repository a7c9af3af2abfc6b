// `plan --out` and `run plan.json`: the same plan, or nothing.
import { describe, expect, it } from '@jest/globals';
import { fate } from '../fakes/fake-jobs';
import {
  bucketIn,
  handoff,
  JOB_ROLE,
  program,
  REPLICATION_ROLE,
  rule,
  setup,
  TRUST,
  type Ran,
  type Setup,
} from '../fakes/fake-world';

const PATH = '/here/plan.json';

function world(objects = 20): Setup {
  const given = setup();
  for (let index = 0; index < objects; index += 1)
    bucketIn(given, 'src').versions.push({ key: `folder/${index}`, sizeBytes: 100 });
  const rows = Array.from({ length: objects }, (_, index) => `folder/${index},v1,succeeded,200,,success`);
  given.jobs.fates.push(fate({ rows }));
  return given;
}

const plan = (given: Setup, ...flags: readonly string[]): Promise<Ran> =>
  program(given, 'plan', '--outputs', 'outputs.json', '--out', 'plan.json', ...flags);
const runPlan = (given: Setup, ...flags: readonly string[]): Promise<Ran> =>
  program(given, 'run', 'plan.json', '--verify', 'never', '--outputs', 'outputs.json', ...flags);

function edit(given: Setup, change: (file: Record<string, unknown>) => void): void {
  const file = JSON.parse(given.files.get(PATH) ?? '{}') as Record<string, unknown>;
  change(file);
  given.files.set(PATH, JSON.stringify(file));
}

function setOutputs(given: Setup, changes: Parameters<typeof handoff>[0]): void {
  given.files.set(
    '/here/outputs.json',
    JSON.stringify({ s3_backfill: { sensitive: false, type: 'object', value: handoff(changes) } }),
  );
}

describe('a plan that was kept', () => {
  it('is run as it stands: the same request, the priority and the filters of the plan', async () => {
    const given = world();
    expect((await plan(given, '--priority', '77', '--suffix', '1', '--no-job-tags')).code).toBe(0);
    const { code, stderr } = await runPlan(given);
    expect([code, stderr]).toEqual([0, expect.not.stringContaining('wrong')]);
    const request = given.jobs.sent[0]?.request;
    expect(request?.Priority).toBe(77);
    expect(request?.ManifestGenerator?.S3JobManifestGenerator.Filter.KeyNameConstraint?.MatchAnySuffix).toEqual(['1']);
    expect(request).not.toHaveProperty('Tags');
  });

  it('is run where no outputs are, with what it says itself', async () => {
    const given = world();
    await plan(given);
    given.files.delete('/here/outputs.json');
    expect((await program(given, 'run', 'plan.json', '--verify', 'never')).code).toBe(0);
    expect(given.jobs.sent).toHaveLength(1);
  });

  it('of versions that were chosen one by one carries them', async () => {
    const given = world();
    setOutputs(given, { manifest: { bucket: 'reports', prefix: 'm' } });
    await plan(given, '--key', 'folder/3');
    await runPlan(given);
    const upload = [...bucketIn(given, 'reports').files].find(([key]) => key.endsWith('.csv') && key.startsWith('m/'));
    expect(upload?.[1].toString()).toBe('src,folder/3,v1\n');
  });

  it('lets pass a bucket that has grown within the tolerance', async () => {
    const given = world(20);
    await plan(given);
    bucketIn(given, 'src').versions.push({ key: 'folder/new', sizeBytes: 100 });
    await runPlan(given);
    expect(given.jobs.sent).toHaveLength(1);
  });

  it('may be confirmed by S3', async () => {
    const given = world();
    await plan(given);
    await runPlan(given, '--confirm-up-to', '1000');
    expect(given.jobs.sent[0]?.request.ConfirmationRequired).toBe(true);
  });

  it.each<[string, (given: Setup) => void, RegExp]>([
    [
      'a rule has changed',
      (given) => setRules(given, [rule({ priority: 9 })]),
      /the replication rule 'folder' has changed/,
    ],
    [
      'a rule is gone',
      (given) => setRules(given, [rule({ id: 'other' })]),
      /rule 'folder' is gone; the replication rule 'other' is new/,
    ],
    ['a rule is new', (given) => setRules(given, [rule(), rule({ id: 'more', priority: 2 })]), /rule 'more' is new/],
    [
      'the replication role is another one',
      (given) => {
        const roleArn = `${REPLICATION_ROLE}-2`;
        given.roles.set(roleArn, { trustPolicy: TRUST.replace('batchoperations.', ''), createdMs: 0 });
        bucketIn(given, 'src').replication = { roleArn, rules: [rule()] };
      },
      /has another role/,
    ],
    [
      'rules may not be read any more',
      (given) => void bucketIn(given, 'src').denied.add('replication'),
      /can no longer be read/,
    ],
    [
      'the job role trusts others',
      (given) => void given.roles.set(JOB_ROLE, { trustPolicy: `${TRUST} `, createdMs: 0 }),
      /trust policy of the job role has changed/,
    ],
    ['the bucket has grown', (given) => grow(given, 10), /object versions to copy: 30, and the plan has 20/],
    [
      'the bucket has shrunk',
      (given) => void bucketIn(given, 'src').versions.splice(5),
      /object versions to copy: 5, and the plan has 20/,
    ],
    [
      'objects have become larger',
      (given) =>
        bucketIn(given, 'src').versions.forEach((one, index, all) => (all[index] = { ...one, sizeBytes: 999 })),
      /size to copy/,
    ],
    [
      'Terraform names another report bucket',
      (given) => setOutputs(given, { report: { bucket: 'dst', prefix: '' } }),
      /the plan is for another target than Terraform's outputs say: place of the report: /,
    ],
    [
      'Terraform names other prefixes',
      (given) => setOutputs(given, { prefixes: ['folder/a/'] }),
      /the plan is for another target than Terraform's outputs say: prefix: 'folder\/' in the plan/,
    ],
    [
      'a request in the file was changed',
      (given) =>
        edit(given, (file) =>
          Object.assign((file['plan'] as { requests: object[] }).requests[0] ?? {}, { Priority: 1 }),
        ),
      /the requests in the file are not those/,
    ],
  ])('is refused with exit code 2, and nothing is sent, when %s', async (_, change, message) => {
    const given = world();
    await plan(given);
    change(given);
    const { code, stderr } = await runPlan(given);
    expect([code, given.jobs.sent]).toEqual([2, []]);
    expect(stderr).toMatch(message);
    expect(stderr).toContain('s3-backfill plan --out plan.json');
  });

  it.each<[string, string, RegExp]>([
    ['is no JSON', 'plan', /the plan 'plan\.json' cannot be used/],
    ['has another version', '{"version":9}', /version/],
    ['lacks its requests', '{"version":1}', /plan: /],
  ])('is refused when it %s', async (_, text, message) => {
    const given = world();
    given.files.set(PATH, text);
    const { code, stderr } = await runPlan(given);
    expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
  });

  it('is refused when its target is not right, or when there is no such file', async () => {
    const given = world();
    await plan(given);
    edit(given, (file) => Object.assign(file['target'] as object, { version: 7 }));
    expect((await runPlan(given)).stderr).toMatch(/target is not right: .*version/);
    given.files.delete(PATH);
    expect((await runPlan(given)).stderr).toContain("there is no plan 'plan.json'");
  });

  it.each([
    ['--prefix', 'x/'],
    ['--priority', '3'],
    ['--suffix', 'x'],
    ['--survey', 'exact'],
    ['--region', 'eu-west-1'],
    ['--no-job-tags', ''],
  ])('is not changed by %s on the command line', async (flag, value) => {
    const given = world();
    await plan(given);
    const { code, stderr } = await runPlan(given, ...(value === '' ? [flag] : [flag, value]));
    expect([code, stderr]).toEqual([2, expect.stringContaining('which says it already')]);
  });

  it('that cannot be written ends with exit code 2', async () => {
    const given = world();
    given.filesAreReadOnly = true;
    const { code, stderr } = await plan(given);
    expect([code, stderr]).toEqual([2, expect.stringContaining("--out: '/here/plan.json' cannot be written (EROFS)")]);
  });
});

function setRules(given: Setup, rules: Parameters<typeof rule>[0][] & ReturnType<typeof rule>[]): void {
  bucketIn(given, 'src').replication = { roleArn: 'arn:aws:iam::111122223333:role/replication', rules };
}

function grow(given: Setup, by: number): void {
  for (let index = 0; index < by; index += 1)
    bucketIn(given, 'src').versions.push({ key: `folder/more${index}`, sizeBytes: 100 });
}

describe('gates on the command line', () => {
  it.each([
    ['plan', ['--max-objects', '19'], 2],
    ['plan', ['--max-objects', '20'], 0],
    ['run', ['--max-objects', '19'], 2],
    ['run', ['--max-objects', '20'], 0],
    ['run', ['--max-cost', '0.1'], 2],
    ['run', ['--max-cost', '1'], 0],
  ])('%s %j ends with %i', async (verb, flags, expected) => {
    const given = world(20);
    const more = verb === 'run' ? ['--verify', 'never'] : [];
    const { code } = await program(given, verb, '--outputs', 'outputs.json', ...more, ...flags);
    expect(code).toBe(expected);
    expect(given.jobs.sent).toHaveLength(verb === 'run' && expected === 0 ? 1 : 0);
  });

  it('are held by a kept plan too', async () => {
    const given = world(20);
    await plan(given);
    expect((await runPlan(given, '--max-objects', '3')).code).toBe(2);
    expect(given.jobs.sent).toEqual([]);
  });

  it('are refused with --survey none, which would leave them blind', async () => {
    const { code, stderr } = await program(
      world(),
      'run',
      '--outputs',
      'outputs.json',
      '--survey',
      'none',
      '--max-objects',
      '1',
    );
    expect([code, stderr]).toEqual([2, expect.stringContaining('--survey is none')]);
  });

  it.each(['maybe', 'inventory:s3://b/x.csv', 'inventory:'])('refuses --survey %s', async (survey) => {
    const { code } = await program(world(), 'plan', '--outputs', 'outputs.json', '--survey', survey);
    expect(code).toBe(2);
  });
});

describe('what plan tells', () => {
  it('is how much, how dear and how long, before the requests', async () => {
    const { stdout, code } = await program(world(20), 'plan', '--outputs', 'outputs.json');
    expect(code).toBe(0);
    expect(stdout).toMatch(/20 object versions, 2\.0 KiB, would be copied:/);
    expect(stdout).toMatch(/Cost in USD: \$0\.25 once/);
    expect(stdout).toMatch(/Time: .*S3 promises no speed/);
    expect(stdout.indexOf('Cost')).toBeLessThan(stdout.indexOf('Plan '));
  });

  it('marks estimates, with their bounds', async () => {
    const { stdout } = await program(world(2_500), 'plan', '--outputs', 'outputs.json');
    expect(stdout).toMatch(/about 2,500 \(\d,\d{3} to 2,500\) object versions.*\(an estimate\)|2,500 object versions/);
    expect(stdout).toMatch(/drawn at random \(seed \d+\)/);
  });

  it('is exact, in an estimate too, of what a listing alone decides', async () => {
    const given = world(2_500);
    bucketIn(given, 'src').versions.push({ key: 'folder/cold', storageClass: 'GLACIER', sizeBytes: 1 });
    const { events } = await program(given, 'plan', '--outputs', 'outputs.json', '--output', 'json');
    const one = { value: 1, low: 1, high: 1 };
    expect(events.find(({ kind }) => kind === 'survey')).toMatchObject({
      exact: false,
      notCopied: [{ reason: 'archived', versions: one, bytes: one }],
    });
  });

  it('escapes names from the bucket', async () => {
    const given = world(1);
    bucketIn(given, 'src').versions.push({ key: 'folder/\u001b[31m/x', sizeBytes: 1 });
    const { stdout } = await program(given, 'plan', '--outputs', 'outputs.json');
    expect(stdout).toContain('folder/\\u{1b}[31m/');
    expect(stdout).not.toContain('\u001b[31m');
  });

  it('is the same in Markdown, in which names are no markup', async () => {
    const given = world(1);
    bucketIn(given, 'src').versions.push({ key: 'folder/<b>|/x', sizeBytes: 1 });
    const { stdout } = await program(given, 'plan', '--outputs', 'outputs.json', '--output', 'markdown');
    expect(stdout).toMatch(/### 2 object versions/);
    expect(stdout).not.toContain('<b>');
  });

  it('is nothing of that with --survey none', async () => {
    const { stdout } = await program(world(1), 'plan', '--outputs', 'outputs.json', '--survey', 'none');
    expect(stdout).not.toMatch(/Cost|Time|copied/);
  });
});
