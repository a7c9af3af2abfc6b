// What the doctor looks for is what the constructs grant: neither may have an action that the other has not.
import { describe, expect, it } from '@jest/globals';
import { BATCH_COPY_PERMISSIONS, BATCH_JOB_PERMISSIONS, REPLICATION_PERMISSIONS } from '../../../modules';
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
});
