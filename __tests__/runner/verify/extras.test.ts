import { describe, expect, it } from '@jest/globals';
import { Extras } from '../../../runner/verify/extras';
import { entryOf, headOf } from '../fakes/fake-version';

describe('what the destination has beside', () => {
  it('is counted by what S3 marks it as; what could not be seen is none of both', () => {
    const extras = new Extras();
    const added = [
      ...['a', 'b', 'c', 'd', 'e', 'f'].map((key) => extras.add(entryOf({ key }))),
      extras.add(entryOf({ deleteMarker: true })),
    ];
    expect(added).toEqual([true, true, true, true, true, true, false]);
    extras.look(headOf({ replicationStatus: 'REPLICA' }));
    extras.look(headOf({ replicationStatus: 'COMPLETED' }));
    extras.look(headOf());
    extras.look('unreadable');
    extras.look('gone');
    expect(extras.counts()).toEqual({
      versions: 6,
      replicas: 1,
      others: 2,
      notLookedAt: 3,
      deleteMarkers: 1,
      examples: ['a', 'b', 'c', 'd', 'e'].map((key) => ({ key, versionId: '1' })),
    });
  });
});
