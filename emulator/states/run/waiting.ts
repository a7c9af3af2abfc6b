// What ends the wait, or the task, that an execution is in; of each that runs here, and no state that could be saved.
import type { StateExecution } from '../../world/serverless/state-machine';

export const WAITS = new WeakMap<StateExecution, AbortController>();
