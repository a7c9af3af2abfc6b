// What a way of copying objects that are there is, as data: what this program does, or what is done by hand as the guide shows it.
import type { Keeps, Property } from '../../methods/keeps';
import type { Situation } from '../situation';

const GIB = 1024 ** 3;
/** What CopyObject takes. */
export const COPY_OBJECT_BYTES = 5 * GIB;

export interface Way {
  readonly title: string;
  /** Of one that this program has, its own; of another one, what its documentation says. What is not documented is taken as lost. */
  readonly keeps: Keeps;
  /** What decides, or what is there instead. */
  readonly details: Readonly<Partial<Record<Property, string>>>;
  /** What objects over 5 GiB lose, for they are copied in parts. */
  readonly partsLose: readonly Property[];
  readonly runsOn: 'host' | 'aws';
  readonly changesKeys: boolean;
  /** Objects under a key of the customer. */
  readonly customerKeys: 'copied' | 'with-the-key' | 'cannot';
  /** What has to be done with archived objects, besides restoring them. */
  readonly archived: string;
  /** What it is good for, in a sentence. */
  readonly strength: string;
  readonly setUp: readonly string[];
  /** As it is looked for in the folders of PATH. @default - it needs no other program */
  readonly program?: string;
  /** What limits it, as far as somebody documents it. */
  readonly paced: 'replication' | 'copies' | 'not-documented';
  /** Before the first object is copied. */
  readonly startsAfter: { readonly words: string; readonly lowSeconds: number; readonly highSeconds: number };
  /** Objects that it is sensible for, by experience. */
  readonly sensible: string;
  readonly resumes: string;
  readonly evidence: string;
  /** Where the bytes go. */
  readonly through: string;
  /** Heading of the guide. */
  readonly section: string;
  /** What this program is called with, once it has the method. */
  readonly verb: 'run' | 'copy';
}

/** Of copies, which are new objects. */
export const NEW_OBJECT_DETAILS = { 'version-ids': 'new ones', times: 'time of the copy' };

/** Whether it copies older versions, too: always, or because they must be kept. */
export function copiesVersions({ keeps }: Way, { keep = [] }: Pick<Situation, 'keep'>): boolean {
  const survives = keeps.survives['older-versions'];
  return survives === 'kept' || (survives === 'as-configured' && keep.includes('older-versions'));
}
