// Where a page of these docs is for somebody who reads a message: its URL where the package has a homepage, else the file that was
// installed with the program. The runner and the constructs know this file; it knows neither.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The nearest directory above this file that has `page`: of a clone, of the package, and of what is bundled in it. */
function rootOf(page: string): string | undefined {
  for (let directory = __dirname; ; directory = path.dirname(directory)) {
    if (existsSync(path.join(directory, page))) return directory;
    if (directory === path.dirname(directory)) return undefined;
  }
}

function homepageIn(root: string): string | undefined {
  try {
    const { homepage } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { homepage?: unknown };
    return typeof homepage === 'string' && homepage !== '' ? homepage : undefined;
  } catch {
    return undefined;
  }
}

/** As GitHub makes anchors of headings. */
export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');
}

/** A homepage on GitHub is the repository's first page: its files stand below `blob`. */
function urlOf(homepage: string, page: string): string {
  const base = homepage.replace(/[#?].*$/, '').replace(/\/+$/, '');
  return /^https:\/\/github\.com\/[^/]+\/[^/]+$/.test(base) ? `${base}/blob/HEAD/${page}` : `${base}/${page}`;
}

/**
 * What a message calls a page: whoever reads it can open it.
 * @param page path from the root of the package, for example `docs/runner.md`
 * @param heading of the page, as it is written there. @default - all of the page is meant
 * @param homepage @default - that of package.json
 */
export function installedPage(page: string, heading?: string, homepage?: string): string {
  const root = rootOf(page);
  const site = homepage ?? (root === undefined ? undefined : homepageIn(root));
  if (site !== undefined) return `${urlOf(site, page)}${heading === undefined ? '' : `#${anchorOf(heading)}`}`;
  // Somebody has copied the program without what came with it.
  const file = root === undefined ? `${page} of the package s3-backfill` : path.join(root, page);
  return heading === undefined ? file : `${file}, "${heading}"`;
}
