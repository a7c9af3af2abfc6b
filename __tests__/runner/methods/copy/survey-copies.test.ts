// What a plan counts of the copies that it would make.
import { describe, expect, it } from '@jest/globals';
import type { SurveyEvent } from '../../../../runner/events/estimate-events';
import { planCopies } from '../../../../runner/methods/copy/plan-copies';
import { surveyCopies } from '../../../../runner/methods/copy/survey-copies';
import { RunnerError, type ErrorKind } from '../../../../runner/ports/errors';
import type { Selection } from '../../../../runner/target/selection';
import { fakeCopying, listed, type FakeCopying } from '../../fakes/fake-copying';
import { ACCOUNT, fakeEngine, setup } from '../../fakes/fake-world';

function counted(copying: FakeCopying, selection: Selection): Promise<SurveyEvent> {
  const engine = fakeEngine(setup());
  const source = { bucket: 'src', region: 'eu-west-1', accountId: ACCOUNT };
  const target = { source, destinations: [], rules: [], prefixes: ['f/'], copyTo: { bucket: 'dst' }, batchJob: {} };
  return surveyCopies(planCopies(target, { selection }), { ...engine, aws: { ...engine.aws, copying } });
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
