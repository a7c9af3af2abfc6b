// Which objects a copy takes, by what the listing tells of them.
import type { ListedObject } from '../../ports/s3/copying';
import { passesByListing } from '../../replication/fate';
import type { Selection } from '../../target/selection';

/** Undefined: every object. */
export function selecting(selection: Selection | undefined): ((object: ListedObject) => boolean) | undefined {
  if (selection === undefined) return undefined;
  const pattern = selection.match === undefined ? undefined : new RegExp(selection.match, 'u');
  return (object) => passesByListing(object, selection) && (pattern === undefined || pattern.test(object.key));
}
