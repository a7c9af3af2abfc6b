// What the doctor looks for is what the constructs grant: neither may have an action that the other has not.
import { describe, expect, it } from '@jest/globals';
import { BATCH_COPY_PERMISSIONS, BATCH_JOB_PERMISSIONS, REPLICATION_PERMISSIONS } from '../../../modules';
import {
  DATASYNC_DESTINATION_PERMISSIONS,
  DATASYNC_REPORT_PERMISSIONS,
  DATASYNC_SOURCE_PERMISSIONS,
} from '../../../modules/policies/datasync-permissions';
import {
  INVENTORY_READER_PERMISSIONS,
  INVENTORY_WORKER_PERMISSIONS,
} from '../../../modules/policies/inventory-permissions';
import * as sync from '../../../runner/policy/datasync/role-needs';
import * as functions from '../../../runner/policy/inventory/role-needs';
import { COPY_ROLE_NEEDS, JOB_ROLE_NEEDS, REPLICATION_ROLE_NEEDS } from '../../../runner/policy/role-needs';

const shown = (all: readonly { readonly action: string; readonly on: string }[]): readonly string[] =>
  all.map(({ action, on }) => `${action} on ${on}`).sort();

describe('the permissions that the doctor looks for', () => {
  it('are those that the constructs grant the replication role', () => {
    expect(shown(REPLICATION_ROLE_NEEDS)).toEqual(shown(REPLICATION_PERMISSIONS));
  });

  it('are those that the constructs grant the job role', () => {
    expect(shown(JOB_ROLE_NEEDS)).toEqual(shown(BATCH_JOB_PERMISSIONS));
  });

  it('are those that the constructs grant the copy role', () => {
    expect(shown(COPY_ROLE_NEEDS)).toEqual(shown(BATCH_COPY_PERMISSIONS));
  });

  const actions = (...all: readonly (readonly { readonly action: string }[])[]): readonly string[] =>
    [...new Set(all.flat().map(({ action }) => action))].sort();
  const withoutKeys = (all: readonly { readonly action: string; readonly on: string }[]) =>
    all.filter(({ action, on }) => !action.startsWith('kms:') && on !== 'function logs');

  it('are those that the constructs grant the roles of a task of DataSync', () => {
    expect(actions(sync.SYNC_SOURCE_NEEDS)).toEqual(actions(withoutKeys(DATASYNC_SOURCE_PERMISSIONS)));
    expect(actions(sync.SYNC_DESTINATION_NEEDS)).toEqual(actions(withoutKeys(DATASYNC_DESTINATION_PERMISSIONS)));
    expect(actions(sync.SYNC_REPORT_NEEDS, sync.SYNC_MANIFEST_NEEDS)).toEqual(actions(DATASYNC_REPORT_PERMISSIONS));
  });

  const on = (all: readonly { readonly action: string; readonly on: string }[], ...places: readonly string[]) =>
    all.filter((one) => places.includes(one.on));

  it('are those that the constructs grant the role of the reader of inventories', () => {
    const granted = INVENTORY_READER_PERMISSIONS;
    expect(actions(functions.READER_LIST_NEEDS)).toEqual(actions(on(granted, 'list queue')));
    expect(actions(functions.READER_COPY_NEEDS)).toEqual(actions(on(granted, 'copy queue')));
    expect(actions(functions.READER_INVENTORY_NEEDS)).toEqual(actions(on(granted, 'inventory objects')));
    expect(actions(functions.READER_REPORT_NEEDS)).toEqual(actions(on(granted, 'report bucket', 'report objects')));
    expect(actions(functions.READER_KEY_NEEDS)).toEqual(actions(on(granted, 'inventory key')));
    expect([...functions.READER_QUEUE_KEY_ACTIONS].sort()).toEqual(actions(on(granted, 'queue key')));
  });

  it('are those that the constructs grant the role of the worker, but for a key that only copies in parts use again', () => {
    const granted = INVENTORY_WORKER_PERMISSIONS;
    expect(actions(functions.WORKER_COPY_NEEDS)).toEqual(actions(on(granted, 'copy queue')));
    expect(actions(functions.WORKER_SOURCE_NEEDS)).toEqual(actions(on(granted, 'source bucket', 'source objects')));
    expect(actions(functions.WORKER_DESTINATION_NEEDS)).toEqual(
      actions(on(granted, 'destination bucket', 'destination objects')),
    );
    expect(actions(functions.WORKER_REPORT_NEEDS)).toEqual(actions(on(granted, 'report objects')));
    expect(actions(functions.WORKER_KEY_NEEDS)).toEqual(actions(on(granted, 'source key', 'destination key')));
    expect([...functions.WORKER_QUEUE_KEY_ACTIONS].sort()).toEqual(actions(on(granted, 'queue key')));
  });
});
