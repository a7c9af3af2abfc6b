// What a run comes to, in figures and in words. Pure.
import type { TransferPhase } from '../../../events/transfer-events';
import type { QueueDepth } from '../../../ports/serverless/queues';
import { count, counted } from '../../../text/figures';
import { shellCommand } from '../../../text/shell-command';
import type { Became } from '../messages/run-files';
import type { RunRecord } from './run-record';
import { isComplete, messagesIn, settledOf, type RunState } from './run-state';

/** Of which something is left that is not copied. */
const NOT_COPIED: readonly Became[] = ['failed', 'changed', 'taken', 'too-large', 'archived'];

/** Objects that failed, or were left though they were to be copied; those whose message comes back are not among them. */
export function failedOf({ settled }: RunState): number {
  return NOT_COPIED.reduce((sum, one) => sum + settled.count(one), 0) - settled.failing;
}

/** Objects of which nobody has told what became of them. */
export function openOf(state: RunState): number {
  return Math.max(0, state.objects - settledOf(state));
}

export function wordOf(record: RunRecord, state: RunState): string {
  if (record.isHeld === true && state.start === undefined) return 'Suspended';
  if (record.cancelledMs !== undefined) return 'Cancelled';
  if (isComplete(state)) return 'Complete';
  if (record.endedMs !== undefined) return record.isFailed === true ? 'Failed' : 'Complete';
  if (state.start === undefined) return 'Sent';
  return state.isRead ? 'Copying' : 'Reading';
}

/** Whether it came to nothing although nothing is left of it: its inventory was not read. */
export function hasFailed(state: RunState): boolean {
  return !state.isRead && settledOf(state) === 0;
}

const PHASE_OF: Readonly<Record<string, TransferPhase>> = {
  Suspended: 'waiting-for-you',
  Cancelled: 'cancelled',
  Complete: 'ended',
  Failed: 'failed',
};

export function phaseOf(word: string): TransferPhase {
  return PHASE_OF[word] ?? 'working';
}

function depthText({ visible, inFlight, delayed }: QueueDepth, what: string): string {
  const parts = [
    `${count(visible)} wait`,
    ...(inFlight > 0 ? [`${count(inFlight)} are worked off`] : []),
    ...(delayed > 0 ? [`${count(delayed)} are delayed`] : []),
  ];
  return `${what}: ${parts.join(', ')}`;
}

/** Has a function called again. */
export function enableCommand(mappingId: string): string {
  return shellCommand(['aws', 'lambda', 'update-event-source-mapping', '--uuid', mappingId, '--enabled']);
}

/** What the queues hold. */
export function queuesText({ lists, copies, listsDead, copiesDead, settled }: RunState): string {
  return [
    ...(messagesIn(lists) > 0 ? [depthText(lists, 'messages of files')] : []),
    depthText(copies, 'messages of objects'),
    ...(settled.failing > 0 ? [`${counted(settled.failing, 'object')} failed and may be tried again`] : []),
    ...(copiesDead + listsDead > 0 ? [counted(copiesDead + listsDead, 'dead letter')] : []),
  ].join('; ');
}

/** What became of its objects. */
export function countersOf({ settled, copiedBytes }: RunState): string {
  const has = (became: Became, words: (amount: number) => string): readonly string[] => {
    const amount = settled.count(became);
    return amount === 0 ? [] : [words(amount)];
  };
  const copied = settled.count('copied');
  return [
    `${counted(copied, 'object')} copied${copied > 0 ? ` (${count(copiedBytes)} bytes)` : ''}`,
    ...has('same', (amount) => `${count(amount)} there already`),
    ...has('kept', (amount) => `${count(amount)} left as they are at the destination`),
    ...has('failed', (amount) => `${count(amount)} failed`),
    ...has('archived', (amount) => `${count(amount)} archived`),
    ...has('changed', (amount) => `${count(amount)} changed again and again`),
    ...has('taken', (amount) => `${count(amount)} written by somebody else meanwhile`),
    ...has('too-large', (amount) => `${count(amount)} too large for a function`),
    ...has('not-comparable', (amount) => `of ${count(amount)} nothing tells whether they are the same`),
    ...has('gone', (amount) => `${count(amount)} deleted from the source since`),
  ].join(', ');
}
