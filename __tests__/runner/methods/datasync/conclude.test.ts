// What an execution comes to beside the objects that are tried again: never more than is known.
import { expect, it } from '@jest/globals';
import { besidesRetried, type Conclusion } from '../../../../runner/methods/datasync/conclude';

function conclusion(status: 'SUCCESS' | 'ERROR', transferred: number, open: boolean): Conclusion {
  const execution = { status, counts: { transferred } } as Conclusion['execution'];
  return { execution, outcome: 'some-failed', summary: '', unlisted: 0, skipped: 0, failures: 1, open };
}

it.each([
  ['SUCCESS', 3, false, 'done'],
  ['SUCCESS', 0, false, 'nothing-to-do'],
  ['SUCCESS', 3, true, 'not-known'],
  ['ERROR', 3, false, 'not-known'],
] as const)(
  'of %s with %d transferred, and more that nothing names: %s, is %s',
  (status, transferred, open, outcome) => {
    expect(besidesRetried(conclusion(status, transferred, open)).outcome).toBe(outcome);
  },
);
