// Which pages the site has, and where they stand in its menu.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export const PROJECT = path.resolve(__dirname, '..', '..');

export interface SitePage {
  /** In the project, from its root. */
  readonly source: string;
  /** In the site. */
  readonly target: string;
  readonly title: string;
}

/** Groups of the menu. A page of docs/ that is in none of them stands in the last one. */
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  Begin: ['README.md', 'docs/session.md', 'docs/existing-objects-guide.md'],
  'In Terraform': ['docs/constructs.md', 'docs/settings.md', 'docs/handoff.md', 'docs/permissions.md'],
  'The runner': ['docs/runner.md', 'docs/fleet.md', 'docs/evidence.md', 'docs/library.md'],
  'Other ways to copy': [
    'docs/copy.md',
    'docs/batch-copy.md',
    'docs/datasync.md',
    'docs/inventory.md',
    'docs/driven-tools.md',
  ],
  'Local AWS': ['docs/emulator.md', 'docs/emulator-members.md'],
  Project: ['docs/architecture.md', 'docs/releases.md', 'docs/security.md', 'docs/benchmarks.md'],
};
const LAST = 'Project';

/** Not of docs/, and linked from there. */
const BESIDE = ['CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md'];

function titleOf(source: string): string {
  const text = readFileSync(path.join(PROJECT, source), 'utf8');
  return /^# (.*)$/m.exec(text)?.[1]?.replaceAll('`', '') ?? path.basename(source, '.md');
}

/** `runner.md` of `docs/runner.md`, `start.md` of `README.md`, `hcl/backfill.md` of `terraform/backfill/README.md` */
function targetOf(source: string): string {
  if (source === 'README.md') return 'start.md';
  if (source === 'SECURITY.md') return 'reporting-vulnerabilities.md';
  const module = /^terraform\/([^/]+)\/README\.md$/.exec(source)?.[1];
  if (module !== undefined) return `hcl/${module}.md`;
  return source.replace(/^docs\//, '').toLowerCase();
}

function page(source: string): SitePage {
  return { source, target: targetOf(source), title: titleOf(source) };
}

function namesIn(folder: string): readonly string[] {
  const names = readdirSync(path.join(PROJECT, folder)).sort();
  return names.filter((name) => name.endsWith('.md')).map((name) => `${folder}/${name}`);
}

/** Groups with their pages, in the order of the menu. */
export function groupsOfPages(): ReadonlyMap<string, readonly SitePage[]> {
  const listed = new Set(Object.values(GROUPS).flat());
  const modules = readdirSync(path.join(PROJECT, 'terraform')).map((name) => `terraform/${name}/README.md`);
  const hcl = modules.filter((source) => existsSync(path.join(PROJECT, source)));
  const rest = [...namesIn('docs').filter((source) => !listed.has(source)), ...namesIn('docs/decisions'), ...BESIDE];
  const groups = Object.entries(GROUPS).map(([group, sources]) => {
    const more = group === LAST ? rest : group === 'In Terraform' ? hcl : [];
    return [group, [...sources, ...more].map(page)] as const;
  });
  return new Map(groups);
}
