// One event, one line, one JSON object, on standard output.
import type { Clock, Output } from '../ports';
import { escapedJson } from '../safe-text';
import type { Renderer } from './renderer';

export function jsonRenderer(stdout: Output, clock: Clock): Renderer {
  return {
    tell: (event) => stdout.write(`${escapedJson({ time: new Date(clock.now()).toISOString(), ...event })}\n`),
    end: () => undefined,
  };
}
