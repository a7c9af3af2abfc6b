// The little XML that is read and written without the SDK: what stands in an element, text by text.
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function text(escaped: string): string {
  if (!escaped.includes('&')) return escaped;
  return escaped.replace(
    /&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi,
    (whole, hex?: string, decimal?: string, name?: string) =>
      name === undefined
        ? String.fromCodePoint(parseInt(hex ?? decimal ?? '', hex === undefined ? 10 : 16))
        : Object.hasOwn(ENTITIES, name)
          ? (ENTITIES[name] ?? whole)
          : whole,
  );
}

/** As text of an element, whatever it holds. */
export function escaped(plain: string): string {
  return plain.replace(/[&<>"\r\n\t]/g, (letter) => `&#${letter.charCodeAt(0)};`);
}

function raw(xml: string, name: string): string | undefined {
  const start = xml.indexOf(`<${name}>`);
  if (start === -1) return undefined;
  const from = start + name.length + 2;
  const end = xml.indexOf(`</${name}>`, from);
  return end === -1 ? undefined : xml.slice(from, end);
}

/** What stands in an element; undefined when it is not there. */
export function element(xml: string, name: string): string | undefined {
  const written = raw(xml, name);
  return written === undefined ? undefined : text(written);
}

/** What stands in each element of that name, as it is written, in their order. */
export function* elements(xml: string, name: string): Generator<string> {
  for (let at = 0; ;) {
    const start = xml.indexOf(`<${name}>`, at);
    if (start === -1) return;
    const from = start + name.length + 2;
    const end = xml.indexOf(`</${name}>`, from);
    if (end === -1) return;
    yield xml.slice(from, end);
    at = end + name.length + 3;
  }
}

/** Shorter parts V8 copies by itself. */
const SHORTEST_WINDOW = 13;

/** V8 makes a part of a text a window on the whole: who keeps one entry would keep its page of 500 KB. */
export function alone(part: string): string {
  // What is put together is a text of its own, and the window is on that.
  return part.length < SHORTEST_WINDOW ? part : ` ${part}`.slice(1);
}

/** The same, for who keeps it longer than the answer. */
export function ownElement(xml: string, name: string): string | undefined {
  const found = element(xml, name);
  return found === undefined ? undefined : alone(found);
}

/** The same of the ETag, without its quotes, which are written as they are or as entities. */
export function ownEtag(xml: string): string {
  const written = raw(xml, 'ETag') ?? '';
  const quote = written.startsWith('&quot;') ? '&quot;' : written.startsWith('"') ? '"' : '';
  const isQuoted = quote !== '' && written.length >= 2 * quote.length && written.endsWith(quote);
  const bare = isQuoted ? written.slice(quote.length, -quote.length) : written;
  return bare.includes('&') || bare.includes('"') ? text(bare).replaceAll('"', '') : alone(bare);
}
