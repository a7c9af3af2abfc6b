// Puts the pages of the project together as the site has them: links lead to pages of the site, and to files beside them.
import { copyFileSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { groupsOfPages, PROJECT, type SitePage } from './pages';
import { REFERENCES } from './reference';

const TITLE = 's3-backfill';
const DESCRIPTION = 'Replicates the objects that were in an S3 bucket before its replication rule.';

const HOME = `---
layout: home
hero:
  name: s3-backfill
  text: What was there before the rule
  tagline: ${DESCRIPTION}
  actions:
    - { theme: brand, text: Begin, link: /start }
    - { theme: alt, text: A session, link: /session }
    - { theme: alt, text: The guide, link: /existing-objects-guide }
features:
  - { title: From Terraform, details: Constructs and an HCL module that hold all that a backfill needs., link: /constructs }
  - { title: One command, details: "Checks, plans, creates the job, watches, explains, retries.", link: /runner }
  - { title: Proven, details: A certificate for every version that was compared., link: /sample }
  - { title: Rehearsed, details: An AWS on this machine to try all of it with., link: /emulator }
---
`;

const SAMPLE = `# A report and a certificate

Made by the program with the objects of [the session](session.md): the report of the run that fails, since the replication role may not replicate tags, and the
certificate after that was mended and the rest was tried again. Each is one file that loads nothing and runs nothing.

- [The report of the run](/sample/report.html){target="_self"}: \`s3-backfill run --report-file report.html\`
- [The certificate](/sample/certificate.html){target="_self"}: \`s3-backfill verify --certificate certificate.html\`
`;

/** A line that is a comment alone says where a part is made, and is for nobody who reads. */
function withoutComments(text: string): string {
  let isCode = false;
  const lines = text.split('\n').filter((line) => {
    if (/^\s*(`{3,}|~{3,})/.test(line)) isCode = !isCode;
    return isCode || !/^\s*<!--.*-->\s*$/.test(line);
  });
  return lines.join('\n');
}

interface Assembled {
  readonly bySource: ReadonlyMap<string, SitePage>;
  /** Where the pages are put. */
  readonly folder: string;
}

/** What a link of `page` leads to in the site; undefined: to nothing that the site has. */
function linkIn(page: SitePage, to: string, { bySource, folder }: Assembled): string | undefined {
  const [file = '', anchor] = to.split('#');
  if (file === '') return to;
  const source = path.posix.normalize(path.posix.join(path.posix.dirname(page.source), file));
  const known = bySource.get(source);
  if (known !== undefined) {
    const relative = path.posix.relative(path.posix.dirname(page.target), known.target);
    return `${relative}${anchor === undefined ? '' : `#${anchor}`}`;
  }
  const here = path.join(PROJECT, source);
  if (!existsSync(here) || statSync(here).isDirectory()) return undefined;
  // Whatever it is called, a browser shows it as text.
  const beside = `${source.replaceAll('/', '-')}.txt`;
  mkdirSync(path.join(folder, 'public', 'files'), { recursive: true });
  copyFileSync(here, path.join(folder, 'public', 'files', beside));
  return `/files/${beside}`;
}

function withLinks(text: string, page: SitePage, assembled: Assembled): string {
  let isCode = false;
  const lines = text.split('\n').map((line) => {
    if (/^\s*(`{3,}|~{3,})/.test(line)) isCode = !isCode;
    if (isCode) return line;
    return line.replace(
      /\[((?:[^[\]]|\[[^\]]*\])*)\]\((?!https?:|mailto:)([^)\s]+)\)/g,
      (_, words: string, to: string) => {
        const link = linkIn(page, to, assembled);
        return link === undefined ? words : `[${words}](${link})`;
      },
    );
  });
  return lines.join('\n');
}

function put(folder: string, target: string, text: string): void {
  const file = path.join(folder, target);
  mkdirSync(path.dirname(file), { recursive: true });
  // What Vue would fill in is text.
  writeFileSync(file, text.replaceAll('{{', '&#123;&#123;'));
}

const linkOf = (target: string): string => `/${target.replace(/\.md$/, '')}`;

/** @param folder root of VitePress */
export function assemble(folder: string): void {
  const groups = groupsOfPages();
  const bySource = new Map([...groups.values()].flat().map((page) => [page.source, page]));
  const assembled: Assembled = { bySource, folder };
  for (const page of bySource.values()) {
    const text = readFileSync(path.join(PROJECT, page.source), 'utf8');
    put(folder, page.target, withLinks(withoutComments(text), page, assembled));
  }
  put(folder, 'index.md', HOME);
  put(folder, 'sample.md', SAMPLE);
  for (const { target, text } of REFERENCES) put(folder, target, text());
  const sidebar = [...groups].map(([group, pages]) => ({
    text: group,
    collapsed: false,
    items: [
      ...pages.map(({ title, target }) => ({ text: title, link: linkOf(target) })),
      ...(group === 'Begin' ? [{ text: 'A report and a certificate', link: '/sample' }] : []),
    ],
  }));
  const references = REFERENCES.map(({ title, target }) => ({ text: title, link: linkOf(target) }));
  const nav = [
    { text: 'Begin', link: '/start' },
    { text: 'Guide', link: '/existing-objects-guide' },
    { text: 'Runner', link: '/runner' },
    { text: 'API', items: references },
  ];
  const menus = [...sidebar, { text: 'API', collapsed: false, items: references }];
  put(folder, '.vitepress/site.json', JSON.stringify({ title: TITLE, description: DESCRIPTION, sidebar: menus, nav }));
  copyFileSync(path.join(__dirname, 'config.mjs'), path.join(folder, '.vitepress', 'config.mjs'));
  mkdirSync(path.join(folder, '.vitepress', 'theme'), { recursive: true });
  for (const name of ['index.mjs', 'style.css'])
    copyFileSync(path.join(__dirname, 'theme', name), path.join(folder, '.vitepress', 'theme', name));
}
