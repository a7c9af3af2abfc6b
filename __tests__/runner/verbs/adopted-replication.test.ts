// A handoff that says nothing of rules and destinations, for Terraform did not write them: S3 is asked.
import { describe, expect, it } from '@jest/globals';
import type { Handoff } from '../../../modules/handoff';
import { fate } from '../fakes/fake-jobs';
import { bucketIn, handoff, program, rule, setup, type Setup } from '../fakes/fake-world';

/** Rules of others, of which the handoff knows nothing. */
const THEIRS = [
  rule({ id: 'theirs', priority: 17, prefix: 'folder/', destinationBucket: 'dst' }),
  rule({ id: 'old', priority: 3, prefix: '', enabled: false, destinationBucket: 'gone' }),
];

function adopted(told: 'empty' | 'absent' = 'empty'): Handoff {
  const { rules, destinations, ...more } = handoff({ rules: [], destinations: [], prefixes: [] });
  return told === 'absent' ? more : { rules: rules ?? [], destinations: destinations ?? [], ...more };
}

function world(value: Handoff = adopted()): Setup {
  const given = setup();
  given.files.set('/here/outputs.json', JSON.stringify({ s3_backfill: { value, type: 'object' } }));
  const source = bucketIn(given, 'src');
  given.buckets.set('src', {
    ...source,
    replication: { roleArn: 'arn:aws:iam::111122223333:role/replication', rules: THEIRS },
  });
  bucketIn(given, 'src').versions.push({ key: 'folder/a' });
  return given;
}

const ask = (given: Setup, verb: string, ...flags: readonly string[]) =>
  program(given, verb, '--outputs', 'outputs.json', ...flags);

describe.each(['empty', 'absent'] as const)('a handoff whose rules and destinations are %s', (told) => {
  it('is planned by the rules that S3 has', async () => {
    const given = world(adopted(told));
    const { code, stdout, stderr } = await ask(given, 'plan');
    expect([code, stderr]).toEqual([0, expect.not.stringContaining('wrong')]);
    expect(stdout).toContain('1 object version');
    expect(stdout).toContain('s3-backfill all keys -> dst, from src [plan ');
  });

  it('is run, and its jobs are listed with the destination that S3 has', async () => {
    const given = world(adopted(told));
    bucketIn(given, 'dst').versions.push({ key: 'folder/a' });
    given.jobs.fates.push(fate({ rows: ['folder/a,v1,succeeded,200,,success'] }));
    const { code, stderr } = await ask(given, 'run', '--yes', '--always-create', '--verify', 'never');
    expect([code, given.jobs.sent.length, stderr]).toEqual([0, 1, expect.not.stringContaining('could not be read')]);
    const listed = await program(given, 'list', '--account-id', '111122223333', '--region', 'eu-west-1');
    expect(listed.stdout).toMatch(/ s3-backfill all keys -> dst, from src \[plan [0-9a-f]{16}\]$/m);
  });

  it('is compared with the destination that S3 has, by the ids of the real rules', async () => {
    const { events } = await ask(world(adopted(told)), 'verify', '--output', 'json');
    expect(events.find(({ kind }) => kind === 'certificate')).toMatchObject({
      comparisons: [{ destination: 'dst', ruleIds: ['theirs'] }],
    });
  });

  it('is examined by the rules that S3 has', async () => {
    const { events } = await ask(world(adopted(told)), 'doctor', '--output', 'json');
    const text = JSON.stringify(events);
    expect(text).toContain("rule 'theirs' (prefix 'folder/')");
    expect(text).toContain('2 rules, 1 enabled');
    expect(text).not.toContain("'gone'");
  });
});

describe('a handoff without rules, where those of S3 may not be read', () => {
  const blind = (): Setup => {
    const given = world();
    bucketIn(given, 'src').denied.add('replication');
    return given;
  };

  it('lets plan say that nothing could be counted, and why', async () => {
    const { stdout, stderr } = await ask(blind(), 'plan');
    expect(stderr).toContain("the replication rules of 'src' could not be read, and no handoff tells them");
    expect(stdout).not.toContain('0 object versions');
  });

  it('lets no gate pass', async () => {
    const given = blind();
    const { code } = await ask(given, 'run', '--yes', '--max-objects', '5');
    expect([code, given.jobs.sent]).toEqual([2, []]);
  });

  it('lets verify say which permission tells the destinations, and which flag names them', async () => {
    const { code, stderr } = await ask(blind(), 'verify');
    expect(code).toBe(5);
    expect(stderr).toContain("which destinations 'src' has is not known");
    expect(stderr).toContain('grant s3:GetReplicationConfiguration, or name a bucket with --destination-bucket');
  });

  it('lets health say what it could not read', async () => {
    const { code, stderr } = await ask(blind(), 'health');
    expect(code).toBe(5);
    expect(stderr).toMatch(/denied|AccessDenied|may not/i);
  });
});

describe('a handoff without rules, where the bucket has none either', () => {
  it('is not sent back to Terraform, which does not look after them', async () => {
    const given = world();
    const { replication, ...bare } = bucketIn(given, 'src');
    expect(replication).toBeDefined();
    given.buckets.set('src', bare);
    const { code, stderr } = await ask(given, 'doctor');
    expect(code).toBe(2);
    expect(stderr).toContain("the bucket 'src' has no replication configuration");
    expect(stderr).toContain('whoever looks after the replication of the bucket');
  });
});

describe('a second round of a backfill without told destinations', () => {
  it('says the destination of the first one, too', async () => {
    const given = world(handoff({ ...adopted(), manifest: { bucket: 'reports', prefix: 'm' } }));
    given.jobs.fates.push(fate({ rows: ['folder/a,v1,failed,503,SlowDown,slow down'] }));
    await ask(given, 'run', '--yes', '--always-create', '--verify', 'never');
    expect(given.jobs.sent.map(({ request }) => request.Description)).toEqual([
      expect.stringMatching(/^s3-backfill all keys -> dst, from src \[plan [0-9a-f]{16}\]$/),
      expect.stringMatching(/^s3-backfill folder\/a -> dst, from src \[plan [0-9a-f]{16}\] \[round 2\]$/),
    ]);
  });
});
