// One event, one line, one JSON object, on standard output.
import type { RunnerEvent } from '../events/events';
import type { Clock } from '../ports/clock';
import type { Output } from '../ports/world';
import { escapedJson } from '../text/safe-text';
import type { Renderer } from './renderer';

/** The event with its time, without a line feed. */
export function eventLine(event: RunnerEvent, clock: Clock): string {
  const time = new Date(clock.now()).toISOString();
  return escapedJson(
    event.kind === 'member' ? { time, ...event, event: { time, ...event.event } } : { time, ...event },
  );
}

export function jsonRenderer(stdout: Output, clock: Clock): Renderer {
  return {
    tell: (event) => stdout.write(`${eventLine(event, clock)}\n`),
    end: () => undefined,
  };
}
