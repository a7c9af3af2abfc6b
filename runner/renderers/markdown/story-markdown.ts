// The report of a whole run in Markdown: what it is about and how it ended first, in a failed run why, then how it went.
import type { RunnerEvent } from '../../events/events';
import { moment } from '../text/transfers-text';
import { eventsOf, type Story } from '../story';
import { hasFailed, headOf } from '../story-head';
import { errorMarkdown, eventMarkdown } from './event-markdown';
import { markdownCode, markdownText } from './safe-markdown';

/** What tells why a run has failed. */
function isCause({ kind }: RunnerEvent): boolean {
  return (
    kind === 'check' ||
    kind === 'transfer-ended' ||
    kind === 'report' ||
    kind === 'route' ||
    kind === 'nothing-matched' ||
    kind === 'certificate'
  );
}

export function storyMarkdown(story: Story): string {
  const { events, startedMs, endedMs } = story;
  const head = headOf(story).map(
    ({ name, text, isCode }) => `- ${name}: ${isCode ? markdownCode(text) : markdownText(text)}`,
  );
  const verdict = eventsOf(story, 'verdict').at(-1);
  const rest = events.filter((event) => event.kind !== 'verdict');
  const notes = [
    ...eventsOf(story, 'nothing-matched').map(({ explanation, hint }) =>
      [explanation, ...(hint === undefined ? [] : [hint])].join('; '),
    ),
    ...eventsOf(story, 'note').map(({ detail }) => detail),
  ].map((note) => `- ${markdownText(note)}`);
  const ordered = hasFailed(story) ? [...rest.filter(isCause), ...rest.filter((event) => !isCause(event))] : rest;
  const parts = [
    '# Backfill report',
    [...head, `- From ${moment(startedMs)} to ${moment(endedMs)}`].join('\n'),
    ...eventsOf(story, 'error').map(errorMarkdown),
    ...(verdict === undefined ? [] : [eventMarkdown(verdict) ?? markdownText(verdict.summary)]),
    ...ordered.flatMap((event) => eventMarkdown(event) ?? []),
    ...(notes.length === 0 ? [] : [['## Notes', '', ...notes].join('\n')]),
  ];
  return `${parts.join('\n\n')}\n`;
}
