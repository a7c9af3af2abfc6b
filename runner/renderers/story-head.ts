// What stands on top of a report, whatever its form: what it is about, who has made it, and what comes next.
import type { Outcome } from '../events/exit-code';
import { eventsOf, type Story } from './story';

/** One thing that stands on top; `isCode` where it is to be pasted, or names something. */
export interface HeadLine {
  readonly name: string;
  readonly text: string;
  readonly isCode: boolean;
}

const GOOD: Readonly<Record<Outcome, boolean>> = {
  done: true,
  'nothing-to-do': true,
  'nothing-found': true,
  'nothing-matched': false,
  'nothing-replicable': false,
  'some-failed': false,
  differs: false,
  'not-compared': false,
  'not-known': false,
  failed: false,
  cancelled: false,
  'still-running': true,
  detached: true,
  'not-begun': false,
  'internal-error': false,
  interrupted: true,
};

/** Whether why it ended so comes before how it went. */
export function hasFailed(story: Story): boolean {
  const verdict = eventsOf(story, 'verdict').at(-1);
  return eventsOf(story, 'error').length > 0 || (verdict !== undefined && !GOOD[verdict.outcome]);
}

/** Destinations that were said, and those that were found. */
function destinationsIn(story: Story): readonly string[] {
  return [
    ...new Set([
      ...(eventsOf(story, 'target').at(-1)?.destinations ?? []),
      ...eventsOf(story, 'certificate').flatMap(({ comparisons }) => comparisons.map(({ destination }) => destination)),
      ...eventsOf(story, 'health').flatMap(({ rules }) => rules.map(({ destination }) => destination)),
    ]),
  ];
}

/** The command to go on with; of what could not be done, what to do first. */
function nextLine(story: Story): HeadLine {
  const verdict = eventsOf(story, 'verdict').at(-1);
  const error = eventsOf(story, 'error').at(-1);
  const command = verdict?.comeBack ?? verdict?.next;
  if (error === undefined && command !== undefined) return { name: 'Next', text: command, isCode: true };
  if (error !== undefined) {
    const first = error.hint === undefined ? '' : `${error.hint}; `;
    return { name: 'Next', text: `${first}then the same command again`, isCode: false };
  }
  if (verdict === undefined) return { name: 'Next', text: 'not known: it has not ended', isCode: false };
  const text = hasFailed(story) ? 'what the report below says, then the same command again' : 'nothing: it is done';
  return { name: 'Next', text, isCode: false };
}

/** In the order in which they are read; what is not known is said to be so. */
export function headOf(story: Story): readonly HeadLine[] {
  const { made } = story;
  const source = eventsOf(story, 'target').at(-1)?.source;
  const destinations = destinationsIn(story);
  const line = (name: string, text: string | undefined): HeadLine => ({
    name,
    text: text ?? 'not known',
    isCode: text !== undefined,
  });
  return [
    line('Source', source?.bucket),
    line(
      destinations.length > 1 ? 'Destinations' : 'Destination',
      destinations.length === 0 ? undefined : destinations.join(', '),
    ),
    line('Region', source?.region),
    line('Account', source?.accountId),
    line('Command', made?.command),
    nextLine(story),
    { name: 'Made by', text: made === undefined ? 's3-backfill' : `s3-backfill ${made.version}`, isCode: false },
  ];
}
