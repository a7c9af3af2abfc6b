// What a plan counts of the copies that it would make.
import { describe, expect, it } from '@jest/globals';
import type { SurveyEvent } from '../../../../../runner/events/estimate-events';
import { planCopies } from '../../../../../runner/methods/copy/plan-copies';
import { surveyCopies } from '../../../../../runner/methods/copy/survey/survey-copies';
import { RunnerError, type ErrorKind } from '../../../../../runner/ports/errors';
import type { Selection } from '../../../../../runner/target/selection';
import type { CopyOptions } from '../../../../../runner/plan/copy-options';
import { fakeCopying, listed, type FakeCopying } from '../../../fakes/fake-copying';
import { fakeVersions } from '../../../fakes/fake-versions';
import { ACCOUNT, fakeEngine, setup } from '../../../fakes/fake-world';

function counted(copying: FakeCopying, selection: Selection, copies: CopyOptions = {}): Promise<SurveyEvent> {
  const engine = fakeEngine(setup());
  const source = { bucket: 'src', region: 'eu-west-1', accountId: ACCOUNT };
  const target = { source, destinations: [], rules: [], prefixes: ['f/'], copyTo: { bucket: 'dst' }, batchJob: {} };
  return surveyCopies(planCopies(target, { selection, copies }), { ...engine, aws: { ...engine.aws, copying } });
}

const error = (kind: ErrorKind, code: string): { readonly error: RunnerError } => ({
  error: new RunnerError(kind, code, undefined, code),
});

describe('tags that decide', () => {
  const keys = ['f/a', 'f/b', 'f/c', 'f/d'];
  const world = (): FakeCopying => {
    const copying = fakeCopying({ src: keys.map((key) => listed(key)), dst: [listed('f/d')] });
    copying.tagsOf.set('src/f/a', { team: 'a' });
    return copying;
  };

  it('are asked for where an object would be copied; what may not be asked about is unknown', async () => {
    const copying = world();
    copying.uploadFault = ({ key }) => (key === 'f/c' ? error('refused', 'AccessDenied') : undefined);
    const survey = await counted(copying, { tags: { team: 'a' } });
    expect(survey).toMatchObject({ exact: false, looked: 3, copied: { versions: { value: 1 } } });
    expect(survey.notCopied).toMatchObject([
      { reason: 'there-already', versions: { value: 1 } },
      { reason: 'not-selected', versions: { value: 1 } },
    ]);
    expect(survey.unknown).toMatchObject([{ reason: 'may-not-look', versions: { value: 1 } }]);
    expect(copying.calls.map(({ key }) => key).sort()).toEqual(['f/a', 'f/b', 'f/c']);
  });

  it('end the count when no other object would fare better', async () => {
    const copying = world();
    copying.uploadFault = () => error('expired', 'ExpiredToken');
    await expect(counted(copying, { tags: { team: 'a' } })).rejects.toThrow('ExpiredToken');
  });

  it('are asked for by nobody where none was named', async () => {
    const copying = world();
    expect(await counted(copying, { suffix: 'a' })).toMatchObject({ exact: true, looked: 0 });
    expect(copying.calls).toEqual([]);
  });
});

describe('all versions', () => {
  const told = ({ copied, notCopied, unknown }: SurveyEvent): readonly string[] => [
    `${copied.versions.value} copied`,
    ...notCopied.map(({ reason, versions }) => `${versions.value} ${reason}`),
    ...unknown.map(({ reason, versions }) => `${versions.value} ${reason}`),
  ];
  const world = (): FakeCopying => {
    const fake = fakeVersions({
      src: { 'f/a': 'a b !', 'f/b': 'a ! b', 'f/c': 'a b', 'f/d': 'a b', 'f/e': 'a' },
      dst: { 'f/b': 'a', 'f/d': '!', 'f/e': 'x' },
    });
    const chain = fake.chains.get('src')?.get('f/c');
    const [oldest] = chain ?? [];
    if (chain !== undefined && oldest !== undefined) chain[0] = { ...oldest, storageClass: 'GLACIER' };
    return fake;
  };

  it.each<[NonNullable<CopyOptions['overwrite']>, readonly string[]]>([
    [
      'different',
      ['5 copied', '2 other-versions', '1 there-already', '1 archived-source', '1 behind-archived', '1 not-comparable'],
    ],
    ['never', ['5 copied', '3 kept-as-it-is', '1 there-already', '1 archived-source', '1 behind-archived']],
    ['always', ['7 copied', '1 there-already', '1 archived-source', '1 behind-archived', '1 not-comparable']],
  ])('are counted with their delete markers, as --overwrite %s asks', async (overwrite, expected) => {
    const survey = await counted(world(), {}, { allVersions: true, overwrite });
    expect([...told(survey)].sort()).toEqual([...expected].sort());
    expect(survey.basis).toContain('11 versions and delete markers of the source');
    expect(survey.copiedBy).toContainEqual(expect.objectContaining({ by: 'storage-class', name: 'delete markers' }));
    // A delete marker takes no room.
    expect(survey.arriving.map(({ versions }) => versions.value)).toEqual([overwrite === 'always' ? 5 : 3]);
  });

  it('of keys that the filters leave out are not selected, and those of an archived key are taken when it is restored', async () => {
    expect(told(await counted(world(), { suffix: 'c' }, { allVersions: true, restored: true }))).toEqual([
      '2 copied',
      '9 not-selected',
    ]);
  });

  it.each(['createdAfterMs', 'sizeBytes', 'tags'])('are refused beside filters by what each version has', (name) => {
    const selection: Selection =
      name === 'tags' ? { tags: { a: 'b' } } : name === 'sizeBytes' ? { largerThanBytes: 1 } : { createdAfterMs: 0 };
    expect(() => counted(world(), selection, { allVersions: true })).toThrow('--all-versions do not go together');
  });
});
