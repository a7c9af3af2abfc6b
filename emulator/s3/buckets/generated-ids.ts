// Ids that S3 gives to rules and configurations that were put without one.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_LifecycleRule.html
import { child, parseXml } from '../../http/xml';
import type { World } from '../../world/world';

/**
 * The document with an id in each element of that name; one that has them all comes back byte for byte.
 * @param holders - names of elements that stand nowhere deeper in the document
 */
export function withIds(world: World, document: string, holders: readonly string[], idName: 'ID' | 'Id'): string {
  const lacking = parseXml(document)
    .children.filter(({ name }) => holders.includes(name))
    .map((one) => (child(one, idName)?.text ?? '') === '');
  if (!lacking.includes(true)) return document;
  let at = 0;
  const uncommented = document.replace(/<!--.*?-->/gs, '');
  const begin = new RegExp(
    `<((?:[\\w.-]+:)?)(?:${holders.join('|')})(?:\\s[^>]*)?>(\\s*<(?:[\\w.-]+:)?${idName}(?:/>|>\\s*</[\\w.:-]+>))?`,
    'g',
  );
  return uncommented.replace(begin, (tag, prefix: string, emptyId: string | undefined) => {
    if (lacking[at++] !== true) return tag;
    const start = emptyId === undefined ? tag : tag.slice(0, tag.length - emptyId.length);
    return `${start}<${prefix}${idName}>${newId(world)}</${prefix}${idName}>`;
  });
}

/** 48 characters: a UUID in base64. */
function newId(world: World): string {
  const digits = Array.from({ length: 32 }, () => Math.floor(world.random() * 16).toString(16)).join('');
  return Buffer.from(digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')).toString('base64');
}
