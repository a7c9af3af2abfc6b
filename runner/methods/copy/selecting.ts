// Which objects a copy takes: by what the listing tells of them, and by their tags, for which each has to be asked about.
import type { Copying, ListedObject } from '../../ports/s3/copying';
import { passesByListing } from '../../replication/fate';
import type { Selection } from '../../target/selection';
import { globOf, matchesGlob } from '../../target/glob';

/** @param rest what follows the prefix in its key */
export type Selects = (object: ListedObject, rest: string) => boolean;

/** The last glob that matches decides; what none matches is taken. */
function passesGlobs(globs: Selection['globs'] = []): (rest: string) => boolean {
  const held = globs.toReversed().map(({ does, glob: text }) => {
    const glob = globOf(text);
    if (typeof glob === 'string') throw new Error(glob);
    return { isTaken: does === 'include', glob };
  });
  return (rest) => held.find(({ glob }) => matchesGlob(glob, rest))?.isTaken ?? true;
}

/** Undefined: every object. */
export function selecting(selection: Selection | undefined): Selects | undefined {
  if (selection === undefined) return undefined;
  const pattern = selection.match === undefined ? undefined : new RegExp(selection.match, 'u');
  const passes = passesGlobs(selection.globs);
  return (object, rest) =>
    passesByListing(object, selection) && (pattern === undefined || pattern.test(object.key)) && passes(rest);
}

export type SelectsByTags = (object: ListedObject) => Promise<boolean>;

/**
 * One request for each object: it is asked where the listing leaves an object that would be copied. Undefined: tags decide nothing.
 * @param bucket of the source
 */
export function selectingByTags(
  { tags: wanted }: Selection,
  copying: Pick<Copying, 'tags'>,
  bucket: string,
): SelectsByTags | undefined {
  if (wanted === undefined) return undefined;
  return async ({ key }) => {
    const tags = await copying.tags({ bucket, key });
    return Object.entries(wanted).every(([name, value]) => Object.hasOwn(tags, name) && tags[name] === value);
  };
}
