// What a route of the emulator's own API is.
import type { ControlledClock } from '../time/controlled-clock';
import type { FaultList } from '../faults/fault-list';
import type { World } from '../world/world';

/** What the API reaches into. */
export interface ControlledEmulator {
  readonly world: World;
  readonly faults: FaultList;
  /** Absent: the clock is the machine's. */
  readonly controlledClock?: ControlledClock;
  /** Back to what the emulator was started with. */
  readonly reset: () => Promise<void>;
}

/**
 * @param body - JSON; an empty object if the request has none
 * @param id - what follows in the path, for routes with `{id}`
 * @returns what is answered, as JSON
 */
export type Route = (body: unknown, id: string) => unknown;

/** By method and path below `/_emulator/`, for example `DELETE faults/{id}`. */
export type Routes = Readonly<Record<string, Route>>;

/** An error answer; wrong fields are told by what zod throws. */
export class ControlError extends Error {
  constructor(
    readonly status: 400 | 403 | 404 | 409 | 413,
    message: string,
  ) {
    super(message);
  }
}
