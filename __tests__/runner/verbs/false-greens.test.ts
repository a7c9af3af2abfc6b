// What must not be green: nothing matched is not nothing to do, a misspelt prefix is no empty one, what may not be read is unknown.
import { describe, expect, it } from '@jest/globals';
import { RunnerError } from '../../../runner/ports/errors';
import { NO_KEYS } from '../fakes/fake-jobs';
import { bucketIn, handoff, program, REPLICATION_ROLE, rule, runProgram, setup, type Setup } from '../fakes/fake-world';

const COMPLETED = [
  { key: 'folder/a', replicationStatus: 'COMPLETED' },
  { key: 'folder/b', replicationStatus: 'COMPLETED' },
];
const REPLICAS = COMPLETED.map(({ key }) => ({ key, replicationStatus: 'REPLICA' }));

/** All was replicated once; what is at the destination is another matter. */
function replicatedOnce(...there: typeof REPLICAS): Setup {
  const given = setup();
  bucketIn(given, 'src').versions.push(...COMPLETED);
  bucketIn(given, 'dst').versions.push(...there);
  given.jobs.fates.push(NO_KEYS);
  return given;
}

describe('a run that matched nothing', () => {
  it('is nothing to do where the destination has it all', async () => {
    const { code, stdout } = await runProgram(replicatedOnce(...REPLICAS));
    expect([code, stdout]).toEqual([0, expect.stringContaining("all 2 object versions are in 'dst'")]);
  });

  it.each<[string, typeof REPLICAS]>([
    ['is empty, as one that the rule names only now', []],
    ['has lost some, as by their version ids', REPLICAS.slice(1)],
  ])('is not green where the destination %s, and says what brings it there', async (_, there) => {
    const { code, stdout, stderr } = await runProgram(replicatedOnce(...there));
    expect([code, stdout]).toEqual([1, expect.stringContaining('nothing matched, and not everything is there')]);
    expect(stderr).toContain('--replication-status COMPLETED');
  });

  it('ends with 5 where the destinations may not be listed, and says that they were not compared', async () => {
    const given = replicatedOnce(...REPLICAS);
    bucketIn(given, 'dst').denied.add('listVersions');
    const { code, stdout } = await runProgram(given);
    expect([code, stdout]).toEqual([5, expect.stringContaining('the destinations were not compared')]);
  });

  it('says so too where nobody wanted a comparison', async () => {
    const { code, stdout } = await runProgram(replicatedOnce(), '--verify', 'never');
    expect([code, stdout]).toEqual([0, expect.stringContaining('the destinations were not compared (--verify never)')]);
  });
});

describe('a prefix under which there is nothing', () => {
  const world = (): Setup => {
    const given = setup();
    const whole = handoff({ rules: [{ id: 'folder', priority: 1, status: 'Enabled', deleteMarkers: false }] });
    given.files.set('/here/outputs.json', JSON.stringify(whole));
    bucketIn(given, 'src').replication = { roleArn: REPLICATION_ROLE, rules: [rule({ prefix: '' })] };
    bucketIn(given, 'src').versions.push({ key: 'folder/a' });
    bucketIn(given, 'dst').versions.push({ key: 'folder/a', replicationStatus: 'REPLICA' });
    return given;
  };

  it.each(['run', 'plan', 'verify', 'doctor', 'health'])(
    'is refused by %s, which names the one that is meant',
    async (verb) => {
      const given = world();
      const { code, stderr } = await program(given, verb, '--outputs', 'outputs.json', '--prefix', 'foldr/');
      expect([code, given.jobs.sent]).toEqual([2, []]);
      expect(stderr).toContain("there is no object under 'foldr/'");
      expect(stderr).toContain("did you mean --prefix 'folder/'?");
      expect(stderr).toContain('--allow-empty');
    },
  );

  it('is nothing that health is silent about where no rule covers it', async () => {
    const given = world();
    bucketIn(given, 'src').replication = { roleArn: REPLICATION_ROLE, rules: [rule()] };
    bucketIn(given, 'src').versions.push({ key: 'other/a' });
    const { code, stderr } = await program(given, 'health', '--outputs', 'outputs.json', '--prefix', 'other/');
    expect([code, stderr]).toEqual([2, expect.stringContaining("no enabled rule covers the prefix 'other/'")]);
  });

  it('may be there with --allow-empty, and is certified by nobody', async () => {
    const given = world();
    const flags = ['--outputs', 'outputs.json', '--prefix', 'later/', '--allow-empty', '--certificate', 'c.html'];
    const { code, stdout } = await program(given, 'verify', ...flags);
    expect([code, stdout]).toEqual([0, expect.stringContaining("there is no object version to compare with 'dst'")]);
    expect(stdout).not.toMatch(/: complete|compared for every version/);
    expect(given.files.get('/here/c.html')).not.toContain('compared for every version');
  });

  it('is nothing to refuse in a bucket that is empty', async () => {
    const given = world();
    bucketIn(given, 'src').versions.length = 0;
    given.jobs.fates.push(NO_KEYS);
    const { code } = await program(given, 'run', '--outputs', 'outputs.json', '--prefix', 'folder/');
    expect(code).toBe(0);
  });
});

describe('rules that may not be read, and that no handoff tells', () => {
  const world = (): Setup => {
    const given = setup();
    given.files.clear();
    bucketIn(given, 'src').versions.push({ key: 'folder/a' });
    bucketIn(given, 'src').denied.add('replication');
    return given;
  };
  const FLAGS = ['--source-bucket', 'src', '--role-arn', 'arn:aws:iam::111122223333:role/backfill-job'];

  it('let no gate pass: what would be copied is not known, and not zero', async () => {
    const given = world();
    const { code, stderr } = await program(given, 'run', ...FLAGS, '--report-bucket', 'reports', '--max-objects', '5');
    expect([code, given.jobs.sent]).toEqual([2, []]);
    expect(stderr).toContain('--max-objects');
  });

  it('let plan say that nothing could be counted, and why', async () => {
    const { stdout, stderr } = await program(world(), 'plan', ...FLAGS, '--report-bucket', 'reports');
    expect(stderr).toContain('could not be counted, because');
    expect(stdout).not.toContain('0 object versions');
  });
});

describe('words of S3 that this version does not know', () => {
  it.each([
    ['replication status', { replicationStatus: 'QUEUED' }],
    ['encryption', { encryption: 'aws:quantum' }],
    ['storage class', { storageClass: 'GLACIER_TWO' }],
  ])('are no default: what would become of a version with such a %s cannot be said', async (_what, version) => {
    const given = setup();
    bucketIn(given, 'src').versions.push({ key: 'folder/a', ...version });
    const { stdout } = await program(given, 'plan', '--outputs', 'outputs.json', '--report-bucket', 'reports');
    expect(stdout).toContain('that this version of s3-backfill does not know');
    expect(stdout).toContain('0 object versions, 0 B, would be copied');
    const gated = await program(given, 'run', '--outputs', 'outputs.json', '--max-objects', '0');
    expect([gated.code, given.jobs.sent]).toEqual([2, []]);
    const verified = await program(given, 'verify', '--outputs', 'outputs.json');
    expect([verified.code, verified.stdout]).toEqual([1, expect.stringContaining('missing (unknown)')]);
  });

  it('are no health', async () => {
    const given = setup();
    bucketIn(given, 'src').versions.push({
      key: 'folder/a',
      replicationStatus: 'QUEUED',
      lastModifiedMs: given.clock.now(),
    });
    const { code, stdout } = await program(given, 'health', '--outputs', 'outputs.json');
    expect([code, stdout]).toEqual([5, expect.stringContaining('whether replication keeps up is not known')]);
  });

  it('keep no job of ours from being found, and none is made beside it', async () => {
    const given = setup();
    bucketIn(given, 'src').versions.push({ key: 'folder/a' });
    await runProgram(given, '--detach');
    given.between = (aws) => ({
      ...aws,
      batchOperations: {
        ...aws.batchOperations,
        async *list(accountId) {
          for await (const job of aws.batchOperations.list(accountId))
            yield { ...job, status: undefined, unknownStatus: 'Hibernating' };
        },
      },
    });
    const listed = await program(given, 'list', '--outputs', 'outputs.json');
    expect(listed.stdout).toContain('Hibernating');
    given.files.delete('/here/.s3-backfill');
    await runProgram(given, '--detach');
    expect(given.jobs.made).toHaveLength(1);
  });
});

describe('chosen versions whose headers may not be read', () => {
  it('have no size of zero: no gate of cost is held', async () => {
    const given = setup();
    bucketIn(given, 'src').versions.push({ key: 'folder/a', sizeBytes: 1e15 });
    bucketIn(given, 'dst').region = 'us-east-1';
    given.files.set('/here/list.csv', 'src,folder/a,v1\n');
    given.between = (aws) => ({
      ...aws,
      objects: { ...aws.objects, head: () => Promise.reject(new RunnerError('denied', 'S3 HeadObject: AccessDenied')) },
    });
    const flags = ['--manifest', 'list.csv', '--manifest-bucket', 'reports', '--max-cost', '5'];
    const { code, stderr } = await program(given, 'run', '--outputs', 'outputs.json', ...flags);
    expect([code, given.jobs.sent]).toEqual([2, []]);
    expect(stderr).toContain('no upper bound of the cost is known');
  });
});

describe('a job that had fewer versions than were counted', () => {
  const world = (): Setup => {
    const given = setup();
    bucketIn(given, 'src').versions.push({ key: 'folder/a' }, { key: 'folder/b' });
    return given;
  };

  it('is not green where nobody compares, and names what finds out', async () => {
    const { code, stdout } = await runProgram(world(), '--verify', 'never', '--survey', 'exact');
    expect([code, stdout]).toEqual([
      5,
      expect.stringMatching(
        /the plan has counted 2 object versions, and the job had 1: .*s3-backfill verify.* finds out/,
      ),
    ]);
  });

  it('is what the comparison says, and nothing else where nobody has counted', async () => {
    const compared = await runProgram(world(), '--survey', 'exact');
    expect([compared.code, compared.stdout]).toEqual([1, expect.not.stringContaining('the plan has counted')]);
    expect(await runProgram(world(), '--verify', 'never')).toMatchObject({ code: 0 });
  });
});
