// Beginnings of keys.
import { isKnown } from '../values/known';
import { placeInS3 } from './aws-names';
import type { Refusal } from './refusal';

const KEY_MAX_BYTES = 1024;

export function xmlRefusals(prop: string, given: string): readonly Refusal[] {
  if (!isKnown(given) || !/\p{Cc}/u.test(given.replace(/[\t\n\r]/g, ''))) return [];
  return [{ prop, given, allowed: 'a replication configuration is XML, which cannot hold control characters' }];
}

/** A prefix is compared with the beginning of each key, letter by letter. */
export function prefixRefusals(prop: string, given: string | undefined): readonly Refusal[] {
  if (given === undefined || !isKnown(given)) return [];
  if (given.startsWith('/')) {
    const allowed = `keys do not begin with a slash, so that nothing would match: write "${given.replace(/^\/+/, '')}"`;
    return [{ prop, given, allowed }];
  }
  const place = placeInS3(given);
  if (place?.form !== undefined) {
    const instead = place.key === '' ? 'leave it out for the whole bucket' : `write "${place.key}"`;
    return [{ prop, given, allowed: `the beginning of keys is meant here, not ${place.form}: ${instead}` }];
  }
  const inXml = xmlRefusals(prop, given);
  if (inXml.length > 0) return inXml;
  if (Buffer.byteLength(given) > KEY_MAX_BYTES) {
    return [{ prop, given, allowed: `a prefix has at most ${KEY_MAX_BYTES} bytes` }];
  }
  return [];
}

/** The prefix, of several, that covers all that the one at `index` covers; of two that are alike it is the first. */
export function coveringPrefix(prefixes: readonly string[], index: number): string | undefined {
  const given = prefixes[index];
  if (given === undefined || !isKnown(given)) return undefined;
  return prefixes.find(
    (other, at) => at !== index && isKnown(other) && given.startsWith(other) && (other !== given || at < index),
  );
}

const FOLDER_MAX = 512;

/** Where reports and manifests go: part of an ARN in a policy, where other letters would be patterns. */
export function folderRefusals(prop: string, given: string | undefined): readonly Refusal[] {
  if (given === undefined || !isKnown(given)) return [];
  const refusals = prefixRefusals(prop, given);
  if (refusals.length > 0 || (/^[\w!.'()/-]*$/.test(given) && given.length <= FOLDER_MAX)) return refusals;
  const allowed = `at most ${FOLDER_MAX} letters, digits and / - _ . ! ' ( )`;
  return [{ prop, given, allowed }];
}
