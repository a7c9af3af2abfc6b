// The methods that there are: one closed list.
import { RunnerError } from '../ports/errors';
import { visible } from '../text/safe-text';
import { batchCopy } from './batch-copy/method';
import { batchReplication } from './batch-replication/method';
import { copy } from './copy/method';
import { datasync } from './datasync/method';
import { awsCli, rclone } from './driven/method';
import { inventory } from './inventory/method';
import type { Method } from './method';

export type MethodName = 'batch-replication' | 'batch-copy' | 'copy' | 'datasync' | 'inventory' | 'rclone' | 'aws-cli';

/** Each is loaded when somebody asks for it: a run has one method. */
export const METHODS: Readonly<Record<MethodName, Method>> = {
  get 'batch-replication'() {
    return batchReplication;
  },
  get 'batch-copy'() {
    return batchCopy;
  },
  get copy() {
    return copy;
  },
  get datasync() {
    return datasync;
  },
  get inventory() {
    return inventory;
  },
  get rclone() {
    return rclone;
  },
  get 'aws-cli'() {
    return awsCli;
  },
};

export const DEFAULT_METHOD: MethodName = 'batch-replication';

function isMethodName(name: string): name is MethodName {
  return Object.hasOwn(METHODS, name);
}

/** @throws RunnerError `usage` when there is no such method */
export function methodNamed(name: string): Method {
  if (isMethodName(name)) return METHODS[name];
  const allowed = Object.keys(METHODS).join(', ');
  throw new RunnerError('usage', `there is no method '${visible(name)}'; allowed: ${allowed}`);
}

/**
 * The method of a transfer: its id tells. The default where no method has such ids, so that the service says what is wrong. Jobs have ids that
 * look alike: whichever of their methods is asked looks at what the job does, and its status names the method that made it.
 */
export function methodOf(id: string): Method {
  const name = (Object.keys(METHODS) as MethodName[]).find((one) => METHODS[one].isIdOf(id));
  return METHODS[name ?? DEFAULT_METHOD];
}

/** @throws RunnerError `usage` when the transfers are of several methods */
export function methodOfAll(ids: readonly string[]): Method {
  const [first, ...more] = [...new Set(ids.map(methodOf))];
  if (first !== undefined && more.length === 0) return first;
  throw new RunnerError('usage', 'transfers of several methods were given', 'give those of one method at a time');
}
