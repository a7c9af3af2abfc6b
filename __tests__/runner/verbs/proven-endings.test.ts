// Every ending, and what was compared for it: no ending that is not proven claims that all is there, in whichever form it is told.
import { describe, expect, it } from '@jest/globals';
import { RunnerError } from '../../../runner/ports/errors';
import type { FakeVersion } from '../fakes/fake-buckets';
import { fate, NO_KEYS } from '../fakes/fake-jobs';
import { bucketIn, handoff, program, REPLICATION_ROLE, rule, setup, type Setup } from '../fakes/fake-world';

const NAMES = ['a', 'b', 'c'];
const versions = (more: Partial<FakeVersion>, names: readonly string[] = NAMES): readonly FakeVersion[] =>
  names.map((name) => ({ key: `folder/${name}`, ...more }));
const rows = (names: readonly string[] = NAMES): readonly string[] =>
  names.map((name) => `folder/${name},v1,succeeded,200,,`);

interface World {
  readonly source?: readonly FakeVersion[];
  /** @default - replicas of all three */
  readonly there?: readonly FakeVersion[];
  readonly fate?: ReturnType<typeof fate>;
  /** What is broken. */
  readonly but?: (given: Setup) => void;
}

function world({ source = versions({}), there = versions({ replicationStatus: 'REPLICA' }), ...more }: World): Setup {
  const given = setup();
  const manifest = { bucket: 'reports', prefix: 'm' };
  given.files.set('/here/outputs.json', JSON.stringify(handoff({ manifest })));
  given.files.set('/here/list.csv', 'src,folder/a,v1\n');
  bucketIn(given, 'src').versions.push(...source);
  bucketIn(given, 'dst').versions.push(...there);
  given.jobs.fates.push(more.fate ?? fate({ rows: rows() }));
  more.but?.(given);
  return given;
}

const COMPLETED: World = { source: versions({ replicationStatus: 'COMPLETED' }), fate: NO_KEYS };
const unlistable = (given: Setup): void => void bucketIn(given, 'dst').denied.add('listVersions');
const headless = (given: Setup): void => {
  const head = () => Promise.reject(new RunnerError('denied', 'S3 HeadObject: AccessDenied'));
  given.between = (aws) => ({ ...aws, objects: { ...aws.objects, head } });
};

/** `report`: a completion report proves it. `listed`: both listings do. `none`: nobody has looked, or something is amiss. */
type Proof = 'report' | 'listed' | 'none';

type Case = readonly [title: string, world: World, argv: readonly string[], proof: Proof];

const ENDINGS: readonly Case[] = [
  ['a run, compared', {}, ['run'], 'listed'],
  ['a run that nobody compares', {}, ['run', '--verify', 'never'], 'report'],
  ['a run whose destination may not be listed', { but: unlistable }, ['run'], 'none'],
  ['a run with filters of S3', {}, ['run', '--suffix', 'c'], 'report'],
  ['a run for a key', { fate: fate({ rows: rows(['a']) }) }, ['run', '--key', 'folder/a'], 'listed'],
  ['a run for a manifest', { fate: fate({ rows: rows(['a']) }) }, ['run', '--manifest', 'list.csv'], 'listed'],
  ['a run by tags that nothing has', {}, ['run', '--tag', 'a=b'], 'none'],
  ['a run whose replicas are missing', { there: [] }, ['run'], 'none'],
  [
    'a run without a report',
    { fate: fate({ reportLateSeconds: Infinity, rows: rows() }) },
    ['run', '--verify', 'never', '--report-wait-seconds', '1'],
    'none',
  ],
  [
    'a run whose report lists a part',
    { fate: fate({ rows: rows(['a']), counts: { total: 3, succeeded: 3, failed: 0 } }) },
    ['run', '--verify', 'never'],
    'none',
  ],
  [
    'a run whose job is not counted',
    { fate: fate({ rows: rows(), uncounted: true }) },
    ['run', '--verify', 'never'],
    'none',
  ],
  ['a run that is left', {}, ['run', '--detach'], 'none'],
  ['a run that is cut off', {}, ['run', '--timeout', '0'], 'none'],
  ['nothing matched, compared', COMPLETED, ['run'], 'listed'],
  ['nothing matched for a job, compared', COMPLETED, ['run', '--always-create'], 'listed'],
  ['nothing matched, not compared', COMPLETED, ['run', '--verify', 'never'], 'none'],
  ['nothing matched for a job, not compared', COMPLETED, ['run', '--always-create', '--verify', 'never'], 'none'],
  ['nothing matched, destination unlistable', { ...COMPLETED, but: unlistable }, ['run'], 'none'],
  ['nothing matched, filtered', COMPLETED, ['run', '--suffix', 'c'], 'none'],
  ['nothing matched, by status', COMPLETED, ['run', '--replication-status', 'FAILED'], 'none'],
  ['nothing matched, and something is missing', { ...COMPLETED, there: [] }, ['run'], 'none'],
  ['a plan of nothing', COMPLETED, ['plan'], 'none'],
  ['an empty source', { source: [], there: [], fate: NO_KEYS }, ['run'], 'none'],
  ['an empty source, verified', { source: [], there: [] }, ['verify'], 'none'],
  ['a prefix that is to be empty', {}, ['verify', '--prefix', 'later/', '--allow-empty'], 'none'],
  ['a misspelt prefix', {}, ['verify', '--prefix', 'foldr/'], 'none'],
  ['verified by listings and headers', {}, ['verify'], 'listed'],
  ['verified by listings and a sample', {}, ['verify', '--sample', '1'], 'listed'],
  ['verified by listings alone', {}, ['verify', '--sample', '0'], 'listed'],
  ['verified without headers', { but: headless }, ['verify'], 'listed'],
  ['verified, and unlistable', { but: unlistable }, ['verify'], 'none'],
  ['verified, and missing', { there: [] }, ['verify'], 'none'],
  ['archived', { source: versions({ storageClass: 'GLACIER' }), there: [], fate: NO_KEYS }, ['run'], 'none'],
  [
    'archived, as it should be',
    { source: versions({ storageClass: 'GLACIER' }), there: [], fate: NO_KEYS },
    ['run', '--allow-empty'],
    'none',
  ],
  [
    'archived, as it should be, verified',
    { source: versions({ storageClass: 'GLACIER' }), there: [] },
    ['verify', '--allow-empty'],
    'none',
  ],
  ['health of nothing recent', {}, ['health'], 'none'],
  ['health of what is not covered', {}, ['health', '--prefix', 'foldr/'], 'none'],
];

/** Words that nobody may say who has not proven it. What was looked at may be told, with how many. */
const CLAIMS =
  /\b(complete|proven|(?<!not )every)\b|nothing[- ]to[- ]do|(?<!because )\ball\b(?![^;.]*\b(looked at|are COMPLETED)\b)/i;
/** The words that say so instead. */
const ADMISSIONS =
  /not compared|not known|nothing to say|no object version to compare|can be replicated|would create|goes? on in AWS|matches|there is no object/;

interface Told {
  readonly code: number;
  /** The ending, form by form. */
  readonly forms: Readonly<Record<'text' | 'json' | 'markdown' | 'html', string>>;
  /** All of the text. */
  readonly text: string;
}

/** What stands behind `pattern` in `text`, up to the next paragraph. */
function after(text: string, pattern: RegExp): string {
  return text.slice(Math.max(0, text.search(pattern)));
}

async function told(given: World, [verb = '', ...flags]: readonly string[]): Promise<Told> {
  const run = (...more: readonly string[]) => {
    const here = world(given);
    return program(here, verb, '--outputs', 'outputs.json', ...flags, ...more).then((ran) => ({ ...ran, here }));
  };
  const text = await run('--report-file', 'r.html');
  const json = await run('--output', 'json');
  const markdown = await run('--output', 'markdown');
  const html = text.here.files.get('/here/r.html') ?? '';
  const said = `${text.stdout}\n${text.stderr}`;
  const last = json.events.at(-1) ?? {};
  return {
    code: text.code,
    text: said,
    forms: {
      text: text.stdout.trimEnd().split('\n').at(-1) ?? '',
      json: JSON.stringify([last['outcome'], last['summary'], last['message']]),
      markdown: after(markdown.stdout, /^\*\*[a-z-]+\*\* \(exit code/m).split('\n')[0] ?? '',
      html: after(html, /<section class="verdict/).split('</section>')[0] ?? '',
    },
  };
}

describe.each(ENDINGS)('the ending of %s', (_title, given, argv, proof) => {
  it('claims what is proven, in every form', async () => {
    const { code, forms, text } = await told(given, argv);
    if (proof !== 'none') expect(code).toBe(0);
    else if (code === 0) {
      for (const form of Object.values(forms)) expect(form).not.toMatch(CLAIMS);
      expect(forms.json).toMatch(ADMISSIONS);
      expect(forms.html).not.toContain('verdict good');
    }
    if (proof !== 'listed') {
      // A certificate of nothing is none, and a report is no comparison.
      expect(text).not.toMatch(/': complete$/m);
      expect(forms.text).not.toMatch(/all [\d,]+ object versions are in/);
    }
  });
});

describe('the evidence of a certificate', () => {
  it.each<[string, World, readonly string[], string]>([
    [
      'all',
      {},
      [],
      'compared for all 3 object versions; metadata, tags and replication status, not annotations, for every replica',
    ],
    [
      'a sample',
      {},
      ['--sample', '1'],
      'metadata, tags and replication status, not annotations, for 1 of 3 replicas, drawn at random',
    ],
    [
      'listings',
      {},
      ['--sample', '0'],
      'version id, size and ETag were compared for all 3 object versions; nothing else was',
    ],
    [
      'some that are there',
      { there: versions({ replicationStatus: 'REPLICA' }, ['a']) },
      [],
      'version ids were compared for all 3 object versions, size and ETag for 1 that is there',
    ],
    ['none that is there', { there: [] }, [], 'version ids were compared for all 3 object versions, none is there'],
    ['no headers', { but: headless }, [], 'nothing else was; not everything could be looked at'],
  ])('is told for %s, in text, Markdown and HTML', async (_title, given, flags, words) => {
    for (const ending of ['html', 'md']) {
      const here = world(given);
      const argv = ['verify', '--outputs', 'outputs.json', ...flags, '--certificate', `c.${ending}`];
      const { stdout } = await program(here, ...argv);
      expect(stdout).toContain(words);
      expect(here.files.get(`/here/c.${ending}`)).toContain(words);
    }
  });

  it('counts in JSON what was looked at, and none where nothing was', async () => {
    const evidence = async (given: World, ...flags: readonly string[]) => {
      const { events } = await program(world(given), 'verify', '--outputs', 'outputs.json', '-o', 'json', ...flags);
      const certificate = events.find(({ kind }) => kind === 'certificate') as
        { comparisons: readonly { evidence: object }[] } | undefined;
      return certificate?.comparisons[0]?.evidence;
    };
    expect(await evidence({})).toMatchObject({ how: 'all', looked: 3, of: 3 });
    expect(await evidence({}, '--sample', '1')).toMatchObject({ how: 'sample', looked: 1, of: 3, drawn: 1 });
    expect(await evidence({ there: [] })).toMatchObject({ how: 'none', looked: 0, of: 0 });
  });

  it('is of no sample where what could not be looked at is why some are missing', async () => {
    const given = world({});
    given.between = (aws) => ({
      ...aws,
      objects: {
        ...aws.objects,
        head: (bucket, key, id) =>
          key === 'folder/b'
            ? Promise.reject(new RunnerError('refused', 'S3 HeadObject: 400'))
            : aws.objects.head(bucket, key, id),
      },
    });
    const { stdout } = await program(given, 'verify', '--outputs', 'outputs.json');
    expect(stdout).toContain('for 2 of 3 replicas; not everything could be looked at: S3 HeadObject: 400');
    expect(stdout).not.toContain('at random');
  });
});

describe('an ending that nothing can be replicated', () => {
  const cold: World = { source: versions({ storageClass: 'DEEP_ARCHIVE' }), there: [], fate: NO_KEYS };

  it.each(['doctor', 'plan', 'run', 'verify'])('is 6 for %s, and says why', async (verb) => {
    const { code, stdout } = await program(world(cold), verb, '--outputs', 'outputs.json');
    expect([code, stdout]).toEqual([6, expect.stringContaining('can be replicated, because')]);
  });

  it.each(['doctor', 'plan', 'run', 'verify'])(
    'is 6 for %s where rules are for keys that are not there',
    async (verb) => {
      const given = world({});
      given.files.set('/here/outputs.json', JSON.stringify({ ...handoff(), prefixes: [] }));
      bucketIn(given, 'src').replication = { roleArn: REPLICATION_ROLE, rules: [rule({ prefix: 'foldr/' })] };
      expect((await program(given, verb, '--outputs', 'outputs.json')).code).toBe(6);
    },
  );
});
