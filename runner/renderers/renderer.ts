// What turns events into output. The only place where something is written.
import type { RunnerEvent } from '../events/events';

export interface Renderer {
  tell(event: RunnerEvent): void;
  /** Leaves the terminal as it was found. */
  end(): void;
}
