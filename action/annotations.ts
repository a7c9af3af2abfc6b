// What of a run stands at the top of a workflow's page: errors, warnings and how it ended, as commands to GitHub's log.
// https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
import type { ErrorEvent, RunnerEvent, VerdictEvent } from '../runner/events/events';
import { visible } from '../runner/text/safe-text';

type Level = 'error' | 'warning' | 'notice';

interface Annotation {
  readonly level: Level;
  readonly title: string;
  readonly text: string;
}

/** GitHub shows ten of each level for a step. The last one is kept for how it ended. */
const MOST_OF_A_LEVEL = 9;

/** actions/toolkit, packages/core/src/command.ts: escapeData and escapeProperty. */
function escapedData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
function escapedProperty(text: string): string {
  return escapedData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

function annotationLine({ level, title, text }: Annotation): string {
  const data = text.split('\n').map(visible).join('\n');
  return `::${level} title=${escapedProperty(visible(title))}::${escapedData(data)}\n`;
}

const withHint = (text: string, hint: string | undefined): string =>
  hint === undefined ? text : `${text}\nto do: ${hint}`;

function endingOf(event: VerdictEvent | ErrorEvent): Annotation {
  if (event.kind === 'error') {
    const { error, message, hint } = event;
    return { level: 'error', title: `s3-backfill: ${error}`, text: withHint(message, hint) };
  }
  const { outcome, exitCode, summary, comeBack, next } = event;
  const goesOn = outcome === 'still-running' || outcome === 'detached';
  const level = outcome === 'still-running' ? 'warning' : exitCode === 0 ? 'notice' : 'error';
  return { level, title: `s3-backfill: ${outcome}`, text: withHint(summary, goesOn ? comeBack : next) };
}

function annotationsOf(event: RunnerEvent): readonly Annotation[] {
  switch (event.kind) {
    case 'check':
      return event.answer === 'wrong'
        ? [{ level: 'error', title: `check ${event.check}`, text: withHint(event.detail, event.fix) }]
        : [];
    case 'warning':
      return [{ level: 'warning', title: event.warning, text: withHint(event.detail, event.hint) }];
    case 'report':
      return event.causes.map(({ code, count, meaning, remedy }) => ({
        level: 'error',
        title: `${code}: ${count} failed`,
        text: withHint(meaning, remedy),
      }));
    case 'fleet-report':
      return event.members
        .filter(({ exitCode }) => exitCode !== 0)
        .map(({ member, outcome = 'not-known', summary = '', comeBack }) => ({
          level: outcome === 'still-running' ? 'warning' : 'error',
          title: `${member}: ${outcome}`,
          text: withHint(summary, comeBack),
        }));
    default:
      return [];
  }
}

/** Commands for what is worth it, ended by line feeds; empty for everything else. */
export function annotator(): (event: RunnerEvent) => string {
  const told = { error: 0, warning: 0, notice: 0 };
  return (event) => {
    if (event.kind === 'verdict' || event.kind === 'error') return annotationLine(endingOf(event));
    return annotationsOf(event)
      .filter(({ level }) => (told[level] += 1) <= MOST_OF_A_LEVEL)
      .map(annotationLine)
      .join('');
  };
}

/** Of what went wrong before there was an event. */
export function failureLine(text: string): string {
  return annotationLine({ level: 'error', title: 's3-backfill', text });
}
