// XML elements that note when somebody looks at them.
import type { XmlElement } from '../../../emulator/http/xml';

/** What was looked at since somebody emptied it. */
export const notes = { read: new Set<string>() };

export function watched(element: XmlElement, path = element.name): XmlElement {
  const children = element.children.map((child) => watched(child, `${path}/${child.name}`));
  return {
    name: element.name,
    get children() {
      if (children.length === 0) notes.read.add(`element ${path}`);
      return children;
    },
    get text() {
      notes.read.add(`element ${path}`);
      return element.text;
    },
  };
}
