// What the program's ending comes to for the state machine: never more than the program itself has said.
import { describe, expect, it } from '@jest/globals';
import { AwsTrouble, stepOf, type ProgramEnd } from '../../../lambdas/detached/step';

/** @param compared what a certificate says; empty: there is none */
const end = (exitCode: number, event: object, compared = 'complete'): ProgramEnd => ({
  events: [{ kind: 'note' }, ...(compared === '' ? [] : [{ kind: 'certificate', answer: compared }]), event]
    .map((one) => `${JSON.stringify(one)}\n`)
    .join(''),
  exitCode,
  isOutOfTime: false,
});
const verdict = (outcome: string, more: object = {}) => ({
  ...{ kind: 'verdict', outcome, summary: 'as it went', transferIds: ['job-1'] },
  ...more,
});

describe('a step', () => {
  it.each([
    ['done', 0, 'proven'],
    ['nothing-to-do', 0, 'proven'],
    ['still-running', 4, 'running'],
    ['some-failed', 1, 'failed'],
    ['differs', 1, 'failed'],
    ['not-compared', 5, 'failed'],
    ['cancelled', 3, 'failed'],
    ['nothing-replicable', 6, 'failed'],
  ])('of %s, exit code %i, is %s', (outcome, exitCode, state) => {
    expect(stepOf(end(exitCode, verdict(outcome)))).toEqual({ state, outcome, summary: 'as it went', jobs: ['job-1'] });
  });

  it.each([
    ['nothing-found', ''],
    ['nothing-to-do', ''],
    ['done', ''],
    ['done', 'not-compared'],
  ])('of %s is not proven by its exit code 0 where a certificate says %j', (outcome, compared) => {
    expect(stepOf(end(0, verdict(outcome), compared))).toMatchObject({
      state: 'failed',
      outcome,
      summary: expect.stringContaining('nothing was compared') as unknown,
    });
  });

  it('says what to do, where something failed', () => {
    const { summary } = stepOf(end(1, verdict('some-failed', { next: 's3-backfill retry job-1' })));
    expect(summary).toBe('as it went; to do: s3-backfill retry job-1');
    const refused = { kind: 'error', error: 'preflight', message: 'a check says no', hint: 'mend it' };
    expect(stepOf(end(2, refused))).toMatchObject({
      state: 'failed',
      outcome: 'preflight',
      summary: 'a check says no; to do: mend it',
    });
  });

  it.each(['throttled', 'unavailable', 'unreachable', 'expired'])(
    'throws what passes, so that it is tried again: %s',
    (error) => {
      const broken = () => stepOf(end(5, { kind: 'error', error, message: 'later' }));
      expect(broken).toThrow(AwsTrouble);
      expect(broken).toThrow(`${error}: later`);
    },
  );

  it('throws where the program broke off', () => {
    expect(() => stepOf({ events: '{"kind":"progress"}\n{"kind":"ver', exitCode: 1, isOutOfTime: false })).toThrow(
      'without a verdict',
    );
    expect(() => stepOf({ events: '', isOutOfTime: false })).toThrow('it was killed');
  });
});
