// The state of an emulator that is kept in a directory: brought back when it starts, written down while it runs.
import { ControlledClock } from '../time/controlled-clock';
import type { DoneRequest } from '../http/service';
import type { World } from '../world/world';
import { openDataDirectory, resume, type Processes } from './data-directory';

export interface SavedState {
  /** Whether there was a state from an earlier run. */
  readonly isRestored: boolean;
  /** Writes down what the request has changed. */
  readonly done: (request: DoneRequest) => void;
  /** Writes down everything that has changed. */
  keepAll(): void;
  /** Nothing is written any more; others may use the directory. */
  close(): void;
}

/**
 * @param begin - called if the directory holds nothing yet: fills the world with what is there from the start
 * @param failed - told when what happened in the background could not be written
 * @throws DataDirectoryError
 */
export async function openSavedState(
  world: World,
  directory: string,
  processes: Processes,
  begin: () => void,
  failed: (error: unknown) => void,
): Promise<SavedState> {
  const data = openDataDirectory(world, directory, processes);
  try {
    // Time does not go back behind what was written under a controlled clock.
    if (world.clock instanceof ControlledClock && data.newestMs > world.clock.now()) {
      await world.clock.moveTo(data.newestMs);
    }
    if (!data.isRestored) begin();
    const keeper = data.keep(failed);
    world.background.ended = () => keeper.keepBackgroundChange();
    resume(world);
    return {
      isRestored: data.isRestored,
      done: ({ service, method, operation: { name, bucket, key } }) => {
        if (service === 's3-control') keeper.keepJobChange();
        else if (service !== 's3') {
          if (!READS.test(name)) keeper.keepResourceChange();
        } else if (bucket !== undefined && method !== 'GET' && method !== 'HEAD') {
          keeper.keepBucketChange(bucket, key !== undefined);
        }
      },
      keepAll: () => keeper.keepAll(),
      close: () => {
        delete world.background.ended;
        keeper.close();
        data.release();
      },
    };
  } catch (error) {
    data.release();
    throw error;
  }
}

/** Operations of the other services that change nothing that is kept: messages are not. */
const READS =
  /^(Get|List|Describe|Simulate|Invoke|SendMessage|ReceiveMessage|DeleteMessage|ChangeMessageVisibility|PurgeQueue)/;
