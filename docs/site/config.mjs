// The configuration of VitePress: what is in the menus is written beside it by assemble.ts.
import { readFileSync } from 'node:fs';

const { title, description, sidebar, nav } = JSON.parse(readFileSync(new URL('site.json', import.meta.url), 'utf8'));

/** As GitHub makes anchors of headings, which the pages link to. */
const slugify = (heading) =>
  heading
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');

export default {
  title,
  description,
  lang: 'en',
  base: process.env['DOCS_BASE'] ?? '/',
  lastUpdated: false,
  // The reports stand beside the pages, and are none.
  ignoreDeadLinks: [/^\/sample\//],
  // Nothing in the pages is meant as HTML.
  markdown: {
    html: false,
    anchor: { slugify },
    toc: { slugify },
    theme: { light: 'github-light-high-contrast', dark: 'github-dark' },
  },
  themeConfig: {
    nav,
    sidebar,
    outline: [2, 3],
    search: { provider: 'local' },
    docFooter: { prev: false, next: false },
  },
};
