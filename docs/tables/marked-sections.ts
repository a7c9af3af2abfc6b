// A page is written by hand, except for what stands between two marks:
//   <!-- made: NAME -->
//   <!-- end -->

const SECTION = /<!-- made: (\S+) -->\n[\s\S]*?<!-- end -->/g;

/** What belongs between the marks, by their names. */
export type Sections = Readonly<Record<string, () => string>>;

/**
 * The page with its sections made anew.
 * @throws Error if the page lacks a section, or marks one that nobody makes
 */
export function withSections(page: string, sections: Sections): string {
  const marked = [...page.matchAll(SECTION)].map((match) => match[1] ?? '');
  const lacking = Object.keys(sections).filter((name) => !marked.includes(name));
  if (lacking.length > 0) throw new Error(`the page has no mark for ${lacking.join(', ')}`);
  return page.replace(SECTION, (_, name: string) => {
    const make = sections[name];
    if (make === undefined) throw new Error(`nobody makes the section ${name}`);
    return `<!-- made: ${name} -->\n${make()}\n<!-- end -->`;
  });
}
