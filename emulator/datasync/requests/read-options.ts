// Options of a task: which values DataSync takes for objects of S3, and what it takes where none is given.
// https://docs.aws.amazon.com/datasync/latest/apireference/API_Options.html
import * as z from 'zod';
import type { SyncLocation, SyncOptions, TaskMode } from '../../world/datasync';
import { invalidRequest } from './datasync-call';

const OWNER = z.enum(['NONE', 'INT_VALUE', 'NAME', 'BOTH']);

export const OPTIONS = z.strictObject({
  VerifyMode: z.enum(['POINT_IN_TIME_CONSISTENT', 'ONLY_FILES_TRANSFERRED', 'NONE']).optional(),
  OverwriteMode: z.enum(['ALWAYS', 'NEVER']).optional(),
  Atime: z.enum(['NONE', 'BEST_EFFORT']).optional(),
  Mtime: z.enum(['NONE', 'PRESERVE']).optional(),
  Uid: OWNER.optional(),
  Gid: OWNER.optional(),
  PreserveDeletedFiles: z.enum(['PRESERVE', 'REMOVE']).optional(),
  PreserveDevices: z.enum(['NONE', 'PRESERVE']).optional(),
  PosixPermissions: z.enum(['NONE', 'PRESERVE']).optional(),
  BytesPerSecond: z.int().min(-1).optional(),
  TaskQueueing: z.enum(['ENABLED', 'DISABLED']).optional(),
  LogLevel: z.enum(['OFF', 'BASIC', 'TRANSFER']).optional(),
  TransferMode: z.enum(['CHANGED', 'ALL']).optional(),
  SecurityDescriptorCopyFlags: z.enum(['NONE', 'OWNER_DACL', 'OWNER_DACL_SACL']).optional(),
  ObjectTags: z.enum(['PRESERVE', 'NONE']).optional(),
});

export type GivenOptions = z.output<typeof OPTIONS>;

const DEFAULTS: Omit<SyncOptions, 'VerifyMode'> = {
  OverwriteMode: 'ALWAYS',
  Atime: 'BEST_EFFORT',
  Mtime: 'PRESERVE',
  Uid: 'NONE',
  Gid: 'NONE',
  PreserveDeletedFiles: 'PRESERVE',
  PreserveDevices: 'NONE',
  PosixPermissions: 'NONE',
  BytesPerSecond: -1,
  TaskQueueing: 'ENABLED',
  LogLevel: 'OFF',
  TransferMode: 'CHANGED',
  SecurityDescriptorCopyFlags: 'NONE',
  ObjectTags: 'PRESERVE',
};

/** Objects have neither owners nor permissions of a file system. */
const OF_FILE_SYSTEMS = ['Uid', 'Gid', 'PosixPermissions', 'PreserveDevices'] as const;

export function defaultOptions(mode: TaskMode): SyncOptions {
  return { ...DEFAULTS, VerifyMode: mode === 'ENHANCED' ? 'ONLY_FILES_TRANSFERRED' : 'POINT_IN_TIME_CONSISTENT' };
}

/**
 * The options with those that were given.
 * @throws ServiceError `InvalidRequestException`
 */
export function withOptions(
  before: SyncOptions,
  given: GivenOptions,
  mode: TaskMode,
  destination: Pick<SyncLocation, 'storageClass'>,
): SyncOptions {
  const options = { ...before, ...given } as SyncOptions;
  for (const name of OF_FILE_SYSTEMS) {
    if (options[name] !== 'NONE') {
      throw wrong(name, options[name], ' invalid for non-POSIX transfer. please use NONE.');
    }
  }
  const { SecurityDescriptorCopyFlags: flags, Atime, Mtime, TransferMode, PreserveDeletedFiles, VerifyMode } = options;
  if (flags !== 'NONE')
    throw wrong('SecurityDescriptorCopyFlags', flags, ' invalid for non-SMB transfer. please use NONE.');
  if ((Atime === 'NONE') !== (Mtime === 'NONE')) throw wrong('Atime,Mtime', `${Atime},${Mtime}`);
  if (TransferMode === 'ALL' && PreserveDeletedFiles === 'REMOVE') {
    throw wrong('TransferMode,PreserveDeletedFiles', `${TransferMode},${PreserveDeletedFiles}`);
  }
  if (VerifyMode !== 'POINT_IN_TIME_CONSISTENT') return options;
  if (mode === 'ENHANCED') throw wrong('VerifyMode', VerifyMode, ' invalid for Enhanced mode tasks.');
  if (['GLACIER', 'DEEP_ARCHIVE'].includes(destination.storageClass)) {
    throw wrong('VerifyMode', VerifyMode, ` invalid for the storage class ${destination.storageClass}.`);
  }
  return options;
}

function wrong(option: string, value: string, why = '.'): Error {
  return invalidRequest(`Invalid SyncOption value. Option: ${option}, Value: ${value}${why}`);
}
