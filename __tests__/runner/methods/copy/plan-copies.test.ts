// What is copied from where to where, by how the target says it.
import { describe, expect, it } from '@jest/globals';
import { lacks, planCopies } from '../../../../runner/methods/copy/plan-copies';
import type { Target } from '../../../../runner/target/target';

const TARGET: Target = {
  source: { bucket: 'src', region: 'eu-west-1', accountId: '111122223333' },
  destinations: [],
  rules: [],
  prefixes: ['folder/'],
  copyTo: { bucket: 'dst' },
  batchJob: {},
};
const to = (changes: Partial<Target>): readonly string[] =>
  planCopies({ ...TARGET, ...changes }, {}).transfers.map(({ request }) => `${request.to.bucket}/${request.to.prefix}`);

describe('copies', () => {
  it.each<[string, Partial<Target>, readonly string[]]>([
    ['keep their keys', {}, ['dst/folder/']],
    ['get another prefix', { copyTo: { bucket: 'dst', prefix: 'archive/' } }, ['dst/archive/']],
    ['lose their prefix', { copyTo: { bucket: 'dst', prefix: '' } }, ['dst/']],
    ['get something before their keys', { copyTo: { bucket: 'dst', before: 'old/' } }, ['dst/old/folder/']],
    ['are made of every prefix', { prefixes: ['a/', 'b/'] }, ['dst/a/', 'dst/b/']],
  ])('%s', (_what, changes, expected) => expect(to(changes)).toEqual(expected));

  it('go to the only destination of the handoff where nothing else is said', () => {
    const target: Target = { source: TARGET.source, destinations: [], rules: [], batchJob: {} };
    const destination = { bucket: 'replicas', ruleId: 'r' };
    expect(lacks({ ...target, destinations: [destination] })).toEqual([]);
    expect(lacks({ ...target, destinations: [destination, { ...destination, bucket: 'others' }] })).toMatchObject([
      { flag: '--destination-bucket', step: "name one of 'replicas', 'others'" },
    ]);
    expect(lacks(target)).toMatchObject([{ flag: '--destination-bucket' }]);
  });

  it('of several prefixes get no common one, under which their keys might meet', () => {
    expect(() => to({ prefixes: ['a/', 'b/'], copyTo: { bucket: 'dst', prefix: 'c/' } })).toThrow('keys might meet');
  });

  it('are the same copies however fast they go, and others with other options', () => {
    const hash = (copies: object): string => planCopies(TARGET, { copies }).hash;
    expect(hash({ mostAtOnce: 3, requestsPerSecond: 4, bytesPerSecond: 5 })).toBe(hash({}));
    expect(hash({ overwrite: 'always' })).not.toBe(hash({}));
  });
});
