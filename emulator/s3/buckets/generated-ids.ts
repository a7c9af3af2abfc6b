// Ids that S3 gives to rules and configurations that were put without one.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_LifecycleRule.html https://docs.aws.amazon.com/cli/latest/reference/s3api/get-bucket-replication.html
import { element, leaf, parseXml, written, xmlDocument, type XmlElement } from '../../http/xml';
import type { World } from '../../world/world';
import { S3_NAMESPACE } from '../operation/operation';

/**
 * The same document, if every element of these names has an id; else as S3 would write it, with new ids.
 * @param holders - names of elements that stand right below the root
 */
export function withIds(world: World, document: string, holders: readonly string[], idName: 'ID' | 'Id'): string {
  const root = parseXml(document);
  const isEmptyId = ({ name, text }: XmlElement): boolean => name === idName && text === '';
  const lacksId = ({ name, children }: XmlElement): boolean =>
    holders.includes(name) && !children.some((part) => part.name === idName && !isEmptyId(part));
  if (!root.children.some(lacksId)) return document;
  const children = root.children.map((one) =>
    lacksId(one)
      ? element(one.name, [leaf(idName, newId(world)), ...one.children.filter((part) => !isEmptyId(part)).map(written)])
      : written(one),
  );
  return xmlDocument(element(root.name, children, S3_NAMESPACE));
}

/** 48 characters: a UUID in base64. */
function newId(world: World): string {
  const digits = Array.from({ length: 32 }, () => Math.floor(world.random() * 16).toString(16)).join('');
  return Buffer.from(digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')).toString('base64');
}
