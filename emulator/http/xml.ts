// XML as AWS writes and reads it: elements and text, no attributes that matter, no entities beyond XML's own five.
import { XMLParser, XMLValidator } from 'fast-xml-parser';

declare const isMarkup: unique symbol;

/** Text that is XML already: escaped, and well-formed as content of an element. */
export type Markup = string & { readonly [isMarkup]: true };

export const NO_MARKUP = '' as Markup;

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

// Control characters are not allowed in XML 1.0, escaped or not; S3 writes them as references all the same, and so do we.
// eslint-disable-next-line no-control-regex
const TO_ESCAPE = /[&<>"\u0000-\u001f\u007f\ufffe\uffff]/g;

function escapeText(text: string): string {
  return text.replace(TO_ESCAPE, (char) => ESCAPES[char] ?? `&#x${char.charCodeAt(0).toString(16)};`);
}

/** Text as content of an element that has attributes too; most elements are a `leaf`. */
export function escaped(text: string): Markup {
  return escapeText(text) as Markup;
}

/** `<name>` with elements inside, in the order given. Attributes are written as they come. */
export function element(
  name: string,
  children: readonly Markup[] | Markup = NO_MARKUP,
  attributes?: Readonly<Record<string, string>>,
): Markup {
  const content = typeof children === 'string' ? children : children.join('');
  // Nearly every element has none, and a listing has thousands of elements.
  if (attributes === undefined) return `<${name}>${content}</${name}>` as Markup;
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeText(value)}"`);
  return `<${name}${written.join('')}>${content}</${name}>` as Markup;
}

/** `<name>` with text inside; nothing at all if the value is undefined. */
export function leaf(name: string, value: string | number | boolean | undefined): Markup {
  if (value === undefined) return NO_MARKUP;
  return `<${name}>${typeof value === 'string' ? escapeText(value) : String(value)}</${name}>` as Markup;
}

/** A whole document, XML declaration included. */
export function xmlDocument(root: Markup): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root}`;
}

export interface XmlElement {
  /** Without a namespace prefix. */
  readonly name: string;
  /** In document order. */
  readonly children: readonly XmlElement[];
  /** The element's own text, entities resolved, white space kept. */
  readonly text: string;
}

/** The text is not well-formed XML, or holds what no AWS request needs (a document type, unknown entities). */
export class XmlError extends Error {}

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: true,
  parseTagValue: false,
  trimValues: false,
  processEntities: false,
  removeNSPrefix: true,
  ignoreDeclaration: true,
  ignorePiTags: true,
  cdataPropName: '#cdata',
});

type ParsedNode = Readonly<Record<string, string | readonly ParsedNode[]>>;

/**
 * Reads one document.
 * @throws XmlError if it is not well-formed
 */
export function parseXml(text: string): XmlElement {
  // A document type could define entities that expand without end, and S3 accepts none.
  if (text.includes('<!DOCTYPE')) throw new XmlError('a document type is not allowed');
  refuseExcess(text);
  let nodes: readonly ParsedNode[];
  try {
    // The parser alone lets unclosed elements pass. Its authors move the validator to a package of its own, same code.
    // eslint-disable-next-line @typescript-eslint/no-deprecated
    const verdict = XMLValidator.validate(text);
    if (verdict !== true) throw new XmlError(verdict.err.msg);
    nodes = parser.parse(text) as readonly ParsedNode[];
  } catch (error) {
    throw error instanceof XmlError ? error : new XmlError(error instanceof Error ? error.message : String(error));
  }
  const roots = nodes.filter((node) => !('#text' in node));
  const root = roots[0];
  if (root === undefined || roots.length > 1) throw new XmlError('exactly one root element is needed');
  return toElement(root);
}

/** Far more than the longest list that AWS takes: 10,000 parts with all of their checksums. */
const MOST_TAGS = 400_000;
/** No document of AWS has ten. */
const DEEPEST = 64;
/** Attributes are namespaces, which are short. */
const LONGEST_TAG = 4096;

/** Looks at each tag once, since what reads the document afterwards calls itself for every level. */
function refuseExcess(text: string): void {
  let depth = 0;
  let tags = 0;
  for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', at + 1)) {
    if (++tags > MOST_TAGS) throw new XmlError('there are too many elements');
    if (text.startsWith('<![CDATA[', at) || text.startsWith('<!--', at)) {
      const end = text.indexOf(text.startsWith('<!--', at) ? '-->' : ']]>', at);
      if (end < 0) throw new XmlError('a section does not end');
      at = end;
      continue;
    }
    const next = text[at + 1];
    if (next === '/') depth -= 1;
    else if (next !== '?' && next !== '!') {
      const end = text.indexOf('>', at);
      if (end < 0) throw new XmlError('a tag does not end');
      if (end - at > LONGEST_TAG) throw new XmlError('a tag is too long');
      if (text[end - 1] !== '/') depth += 1;
      if (depth > DEEPEST) throw new XmlError('elements are nested too deep');
    }
  }
}

function toElement(node: ParsedNode): XmlElement {
  const [name = '', content = []] = Object.entries(node)[0] ?? [];
  const children: XmlElement[] = [];
  let text = '';
  for (const part of typeof content === 'string' ? [] : content) {
    const own = part['#text'];
    const cdata = part['#cdata'];
    if (typeof own === 'string') text += resolveEntities(own);
    else if (cdata !== undefined) text += cdataText(cdata);
    else children.push(toElement(part));
  }
  return { name, children, text };
}

function cdataText(content: string | readonly ParsedNode[]): string {
  if (typeof content === 'string') return content;
  return content.map((part) => (typeof part['#text'] === 'string' ? part['#text'] : '')).join('');
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function resolveEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&([^;&\s]*);?/g, (whole, name: string) => {
    const known = Object.hasOwn(ENTITIES, name) ? ENTITIES[name] : undefined;
    if (known !== undefined && whole.endsWith(';')) return known;
    const code = /^#(?:x([0-9a-f]{1,6})|([0-9]{1,7}));$/i.exec(whole.slice(1));
    const point = code === null ? NaN : parseInt(code[1] ?? code[2] ?? '', code[1] === undefined ? 10 : 16);
    if (!(point <= 0x10ffff)) throw new XmlError(`unknown entity ${whole}`);
    return String.fromCodePoint(point);
  });
}

/** The first child of that name. */
export function child(parent: XmlElement, name: string): XmlElement | undefined {
  return parent.children.find((candidate) => candidate.name === name);
}

/** Every child of that name, in document order. */
export function childrenNamed(parent: XmlElement, name: string): readonly XmlElement[] {
  return parent.children.filter((candidate) => candidate.name === name);
}

/** Text of the first child of that name; undefined if there is none. */
export function childText(parent: XmlElement, name: string): string | undefined {
  return child(parent, name)?.text;
}

/** The element as it was read, written again: what it had of attributes is not there. */
export function written({ name, children, text }: XmlElement): Markup {
  return children.length === 0 ? leaf(name, text) : element(name, children.map(written));
}
