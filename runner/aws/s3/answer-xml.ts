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
