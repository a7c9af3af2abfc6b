// Ids of rules that were put without one.
// https://docs.aws.amazon.com/cli/latest/reference/s3api/get-bucket-replication.html
import { element, leaf, parseXml, written, xmlDocument, type XmlElement } from '../../http/xml';
import type { World } from '../../world/world';
import { S3_NAMESPACE } from '../operation/operation';

/** The same document, if every rule in it has an id; else as S3 would write it, with new ids. */
export function withRuleIds(world: World, text: string): string {
  const root = parseXml(text);
  if (!root.children.some(lacksId)) return text;
  const children = root.children.map((one) =>
    lacksId(one)
      ? element('Rule', [leaf('ID', newRuleId(world)), ...one.children.filter((part) => !isEmptyId(part)).map(written)])
      : written(one),
  );
  return xmlDocument(element(root.name, children, S3_NAMESPACE));
}

function lacksId({ name, children }: XmlElement): boolean {
  return name === 'Rule' && !children.some((part) => part.name === 'ID' && !isEmptyId(part));
}

function isEmptyId({ name, text }: XmlElement): boolean {
  return name === 'ID' && text === '';
}

/** 48 characters: a UUID in base64. */
function newRuleId(world: World): string {
  const digits = Array.from({ length: 32 }, () => Math.floor(world.random() * 16).toString(16)).join('');
  return Buffer.from(digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')).toString('base64');
}
