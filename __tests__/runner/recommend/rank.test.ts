// Which method comes first, and what holds for every ranking.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { RankedMethod, RecommendationEvent } from '../../../runner/events/recommendation-events';
import { KEEPS as BATCH_REPLICATION } from '../../../runner/methods/batch-replication/keeps';
import { KEEPS as COPY } from '../../../runner/methods/copy/keeps';
import type { Property } from '../../../runner/methods/keeps';
import { recommend, type RecommendOptions } from '../../../runner/recommend/rank';
import { FACTS, type Situation } from '../../../runner/recommend/situation';
import { WAY_NAMES } from '../../../runner/recommend/ways/every-way';
import { exactly } from '../../../runner/text/interval';
import { CASES } from './cases';

const OPTIONS: RecommendOptions = {
  having: new Map([
    ['batch-replication', BATCH_REPLICATION],
    ['copy', COPY],
  ]),
  places: {},
  pageOf: (section) => `docs/existing-objects-guide.md, ${section}`,
};

function ranked(situation: Situation, options = OPTIONS): RecommendationEvent {
  return recommend(situation, options);
}

function methodIn({ methods }: RecommendationEvent, name: string): RankedMethod {
  const found = methods.find(({ method }) => method === name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
}

describe('of the written cases', () => {
  it('there are thirty at least, and each is another one', () => {
    expect(CASES.length).toBeGreaterThanOrEqual(30);
    expect(new Set(CASES.map(({ says }) => says)).size).toBe(CASES.length);
  });

  it.each(CASES.map((one) => [one.says, one] as const))('%s', (_, { situation, first, rule, because = '' }) => {
    const told = ranked(situation);
    expect([told.first, told.rule]).toEqual([first, rule]);
    expect(told.methods[0]?.because).toContain(because);
  });
});

const PROPERTIES = Object.keys(COPY.survives) as Property[];

/** Any situation, of which any part may be unknown. */
const SITUATIONS: fc.Arbitrary<Situation> = fc
  .record(
    {
      objects: fc.constantFrom(0, 1, 999, 1e6, 1e6 + 1, 5e7, 5e7 + 1, 1e11).map(exactly),
      bytes: fc.constantFrom(0, 1, 1e9, 1e15).map(exactly),
      versions: fc.constantFrom(1e6, 1e11).map(exactly),
      classes: fc
        .subarray(['STANDARD', 'GLACIER', 'GLACIER_IR', 'INTELLIGENT_TIERING'])
        .map((names) => names.map((name) => ({ name }))),
      largestBytes: fc.constantFrom(0, 5 * 1024 ** 3, 5 * 1024 ** 3 + 1, 5e13),
      encryption: fc.subarray(['SSE-S3', 'SSE-KMS', 'DSSE-KMS', 'SSE-C'] as const),
      accounts: fc.constantFrom('same', 'different'),
      sourceRegion: fc.constantFrom('eu-west-1', 'us-east-1'),
      destinationRegion: fc.constantFrom('eu-west-1', 'eu-west-2'),
      sourceVersioned: fc.boolean(),
      destinationVersioned: fc.boolean(),
      rule: fc.constantFrom('present', 'absent', 'possible', 'not-possible'),
      otherKeys: fc.boolean(),
      often: fc.constantFrom('once', 'ongoing'),
      deadlineSeconds: fc.constantFrom(1, 3600, 86_400, 1e9),
      runsOn: fc.constantFrom('host', 'aws'),
      keep: fc.subarray(PROPERTIES, { maxLength: 4 }),
    },
    { requiredKeys: [] },
  )
  .map((one) => one as Situation);

function holds(property: (told: RecommendationEvent, situation: Situation) => void): void {
  fc.assert(
    fc.property(SITUATIONS, (situation) => property(ranked(situation), situation)),
    { numRuns: 500 },
  );
}

describe('of every situation', () => {
  it('each method is ranked, once', () => {
    holds(({ methods }) => {
      expect(methods.map(({ method }) => method).sort()).toEqual([...WAY_NAMES].sort());
    });
  });

  it('what must be kept is never lost by the first choice', () => {
    holds((told, { keep = [] }) => {
      if (told.first === undefined) return;
      const lost = methodIn(told, told.first).lost.filter(({ survives }) => survives === 'lost');
      expect(lost.filter(({ property }) => (keep as readonly string[]).includes(property))).toEqual([]);
    });
  });

  it('a method that cannot do it never stands above one that can, nor one that is late above one in time', () => {
    const order = ['fits', 'late', 'cannot'];
    holds(({ methods }) => {
      const fits = methods.map(({ fit }) => order.indexOf(fit));
      expect(fits).toEqual([...fits].sort((a, b) => a - b));
    });
  });

  it('the first choice is the first of the list, and there is none exactly where none can', () => {
    holds(({ first, methods }) => {
      expect(first).toBe(methods[0]?.fit === 'cannot' ? undefined : methods[0]?.method);
      expect(first === undefined).toBe(methods.every(({ fit }) => fit === 'cannot'));
    });
  });

  it('each fact is known or unknown, and not both; nobody has to name a deadline', () => {
    holds(({ known, unknown }, situation) => {
      const names = Object.keys(FACTS).filter((name) => name !== 'deadlineSeconds');
      const told = [...known, ...unknown].map(({ fact }) => fact).filter((name) => name !== 'deadlineSeconds');
      expect(told.sort()).toEqual(names.sort());
      for (const { fact } of unknown) expect(situation).not.toHaveProperty(fact);
    });
  });

  it('each method has a reason of one sentence, and one that cannot says why', () => {
    holds(({ methods }) => {
      for (const { because, fit, cannot } of methods) {
        expect(because).toMatch(/^[a-zA-Z].*[^.]$/);
        expect(because).not.toMatch(/\. [A-Z]/);
        expect(cannot.length > 0).toBe(fit === 'cannot');
      }
    });
  });

  it('another fact that rules a method out lets it rise over none', () => {
    fc.assert(
      fc.property(SITUATIONS, fc.constantFrom(...PROPERTIES), (situation, more) => {
        const before = ranked({ ...situation, keep: situation.keep ?? [] });
        const after = ranked({ ...situation, keep: [...(situation.keep ?? []), more] });
        for (const { method, fit } of before.methods)
          if (fit === 'cannot') expect(methodIn(after, method).fit).toBe('cannot');
      }),
    );
  });
});

describe('what is not known', () => {
  const told = ranked({});

  it('is in no sum and no time', () => {
    for (const { cost, time } of told.methods) {
      expect(cost).not.toHaveProperty('once');
      expect(cost.leftOut.join()).toMatch(/number is not known/);
      expect(time).not.toHaveProperty('lowSeconds');
    }
  });

  it('rules nothing out, and is named for each method that it decides', () => {
    expect(told.methods.filter(({ fit }) => fit === 'cannot')).toEqual([]);
    expect(methodIn(told, 'batch-copy').open).toContain('whether an object is over 5.0 GiB');
    expect(methodIn(told, 'batch-replication').open).toEqual(
      expect.arrayContaining([
        'whether a replication rule covers the objects, or may be added',
        'whether the source has versioning',
        'whether objects are archived',
      ]),
    );
    expect(methodIn(told, 'copy').open).toEqual(
      expect.arrayContaining(['whether what it loses may be lost', 'whether there may be a machine that stays up']),
    );
  });

  it('leaves a range without an end: older versions that nobody has counted may be many', () => {
    const few = ranked({ objects: exactly(1000), bytes: exactly(1e9) });
    expect(methodIn(few, 'batch-replication').cost.once).not.toHaveProperty('high');
    expect(methodIn(few, 'batch-replication').time).not.toHaveProperty('highSeconds');
  });

  it('is not taken for another Region: transfer may be nothing', () => {
    const few = ranked({ objects: exactly(1000), bytes: exactly(1024 ** 4), sourceRegion: 'eu-west-1' });
    const transfer = methodIn(few, 'copy').cost.lines.find(({ item }) => item === 'transfer');
    expect(transfer?.amount?.low).toBe(0);
    expect(transfer?.amount?.value).toBeGreaterThan(1);
  });
});

describe('programs that are not on this machine', () => {
  it('are named for the methods that start them, and rule nothing out', () => {
    const { methods } = ranked({ missingPrograms: ['aws'] });
    const lacking = methods.flatMap(({ method, lacks, fit }) =>
      lacks.some((one) => one.includes('PATH')) ? [[method, fit, lacks]] : [],
    );
    expect(lacking).toEqual([['aws-cli', 'fits', ["the program 'aws', which is in no folder of PATH here"]]]);
    expect(methodIn(ranked({}), 'rclone').lacks).toEqual([]);
  });
});

describe('how it is started', () => {
  const startIn = (situation: Situation, name: string, options = OPTIONS): RankedMethod['start'] =>
    methodIn(ranked(situation, options), name).start;

  it('is a command of this program where it has the method', () => {
    const places = { sourceBucket: 'a', prefix: 'x/', destinationBucket: 'b' };
    expect(startIn({}, 'batch-replication', { ...OPTIONS, places })).toMatchObject({
      how: 'program',
      command: 's3-backfill run --source-bucket a --prefix x/',
    });
    expect(startIn({ keep: ['acl', 'object-lock'] }, 'copy', { ...OPTIONS, places }).command).toBe(
      's3-backfill copy s3://a/x/ s3://b/x/ --keep acl --keep lock',
    );
    expect(startIn({}, 'copy').command).toBe('s3-backfill copy s3://SOURCE/ s3://DESTINATION/');
  });

  it('is by hand otherwise, with the section of the guide', () => {
    expect(startIn({}, 'datasync')).toEqual({
      how: 'by-hand',
      page: 'docs/existing-objects-guide.md, 3. AWS DataSync',
    });
  });

  it('is a command as soon as the program has the method, which then says itself what it keeps', () => {
    const having = new Map([...OPTIONS.having, ['batch-copy', { ...COPY, largestObjectBytes: 1 }] as const]);
    const told = ranked({ largestBytes: 2 }, { ...OPTIONS, having });
    const { start, fit } = methodIn(told, 'batch-copy');
    expect(start.command).toBe(
      's3-backfill run --method batch-copy --source-bucket SOURCE --destination-bucket DESTINATION',
    );
    expect(fit).toBe('cannot');
  });
});
