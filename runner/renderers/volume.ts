// How much is said: everything, or only what somebody has to read.
import type { RunnerEvent } from '../events/events';
import type { Renderer } from './renderer';

/** Whether a reader who wants silence has to read this all the same. */
function matters(event: RunnerEvent): boolean {
  switch (event.kind) {
    case 'handoff':
    case 'target':
    case 'transfer':
    case 'transfer-state':
    case 'progress':
    case 'observed-rate':
    case 'waiting':
    case 'retry':
    case 'comparing':
    case 'transfer-ended':
    case 'fleet-member':
      return false;
    case 'member':
      return matters(event.event);
    case 'check':
      return event.answer !== 'ok';
    default:
      return true;
  }
}

/** Leaves out talk; results, warnings and errors stay. */
export function quietRenderer(renderer: Renderer): Renderer {
  return {
    tell: (event) => {
      if (matters(event)) renderer.tell(event);
    },
    end: () => renderer.end(),
  };
}
