// A source and a replica with every difference, and the program on evidence of them.
import { RunnerError } from '../../../../runner/ports/errors';
import type { Certificate } from '../../../../runner/events/certificate';
import type { FakeVersion } from '../../fakes/fake-buckets';
import { bucketIn, program, setup, type Ran, type Setup } from '../../fakes/fake-world';

const REPLICA = { replicationStatus: 'REPLICA' };
export type Both = readonly [
  name: string,
  source: Partial<FakeVersion> | undefined,
  replica: Partial<FakeVersion> | undefined,
];

export const EACH: readonly Both[] = [
  ['a-never', {}, undefined],
  ['b-failed', { replicationStatus: 'FAILED' }, undefined],
  ['c-completed', { replicationStatus: 'COMPLETED' }, undefined],
  ['d-archived', { storageClass: 'GLACIER' }, undefined],
  ['e-kms', { encryption: 'aws:kms' }, undefined],
  ['f-replica', REPLICA, undefined],
  ['g-size', {}, { ...REPLICA, sizeBytes: 9 }],
  ['h-foreign', {}, {}],
  ['i-tags', { tags: { a: '1' } }, { ...REPLICA, tags: { a: '2' } }],
  ['j-marker', { deleteMarker: true }, { deleteMarker: true }],
  ['k-marker', { deleteMarker: true }, undefined],
  ['l-extra', undefined, REPLICA],
  ['m-written', undefined, {}],
  ...Array.from({ length: 40 }, (_, index): Both => [
    `same ü+%/${String(index).padStart(2, '0')}`,
    { replicationStatus: 'COMPLETED', sizeBytes: index },
    { ...REPLICA, sizeBytes: index },
  ]),
];

/** @param each versions on both sides, in the order of their keys */
export function holdingBoth(each: readonly Both[] = EACH): Setup {
  const given = setup();
  const versions = (side: 1 | 2): readonly FakeVersion[] =>
    each.flatMap((one) => {
      const version = one[side];
      return version === undefined ? [] : [{ key: `folder/${one[0]}`, lastModifiedMs: 1_767_225_600_000, ...version }];
    });
  bucketIn(given, 'src').versions.push(...versions(1));
  bucketIn(given, 'dst').versions.push(...versions(2));
  return given;
}

/** A world in which nobody answers, and none of the outputs is there. */
export function withoutAws(): Setup & { readonly asked: () => number } {
  let asked = 0;
  const given = setup();
  given.files.clear();
  given.between = () => {
    asked += 1;
    throw new RunnerError('unreachable', 'there is no network');
  };
  return { ...given, asked: () => asked };
}

export function certificateIn({ events, stdout, stderr }: Ran): Certificate {
  const found = events.find(({ kind }) => kind === 'certificate');
  if (found === undefined) throw new Error(`no certificate: ${stdout}${stderr}`);
  const members = Object.entries(found).filter(([name]) => name !== 'kind' && name !== 'time');
  return Object.fromEntries(members) as unknown as Certificate;
}

export function keep(given: Setup, directory: string, ...more: readonly string[]): Promise<Ran> {
  return program(given, 'verify', '--outputs', 'outputs.json', '--evidence', directory, '--output', 'json', ...more);
}
