// A small language for what a document of S3 may look like: which elements, how often, with which texts.
import type { XmlElement } from '../../../http/xml';
import { malformedXml } from '../../operation/faults';

/** An element that holds text, if it is what `text` asks for, or elements. */
export type Schema = { readonly text: (text: string) => boolean } | { readonly holds: Readonly<Record<string, Part>> };

interface Part {
  readonly schema: Schema;
  readonly least: number;
  readonly most: number;
}

/** @throws ServiceError `MalformedXML` */
export function checkSchema(element: XmlElement, schema: Schema): void {
  const { children, text } = element;
  if ('text' in schema) {
    if (children.length > 0 || !schema.text(text.trim())) throw malformedXml();
    return;
  }
  const count = new Map<string, number>();
  for (const child of children) {
    const part = schema.holds[child.name];
    if (part === undefined) throw malformedXml();
    count.set(child.name, (count.get(child.name) ?? 0) + 1);
    checkSchema(child, part.schema);
  }
  const fits = Object.entries(schema.holds).every(([name, { least, most }]) => {
    const found = count.get(name) ?? 0;
    return found >= least && found <= most;
  });
  if (!fits) throw malformedXml();
}

export const holding = (holds: Readonly<Record<string, Part>>): Schema => ({ holds });

export const one = (schema: Schema): Part => ({ schema, least: 1, most: 1 });
export const maybe = (schema: Schema): Part => ({ schema, least: 0, most: 1 });
export const some = (schema: Schema, most = Infinity): Part => ({ schema, least: 1, most });
export const any = (schema: Schema, most = Infinity): Part => ({ schema, least: 0, most });

export const anyText: Schema = { text: () => true };
export const needText: Schema = { text: (text) => text !== '' };
export const integer: Schema = { text: (text) => /^[+-]?\d{1,10}$/.test(text) };
export const boolean: Schema = { text: (text) => /^(true|false)$/i.test(text) };
export const oneOf = (...values: readonly string[]): Schema => ({ text: (text) => values.includes(text) });
export const status: Schema = oneOf('Enabled', 'Disabled');
export const tag: Schema = holding({ Key: one(needText), Value: one(anyText) });

/** Of `names`, the parent has exactly one, whether once or several times. */
export function needExactlyOne({ children }: XmlElement, names: readonly string[]): void {
  const found = new Set(children.map(({ name }) => name).filter((name) => names.includes(name)));
  if (found.size !== 1) throw malformedXml();
}
