/** @group outside */
// The site of the documentation, built and opened in a real browser: every link leads somewhere, every page fits, the search finds.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { chromium, type Browser, type Page } from 'playwright-core';
import { describeUnless, PROJECT } from '../e2e/setup';
import { COLOURS, OVERFLOW } from './in-the-page';

const CHROMIUM = '/usr/bin/chromium';
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
];
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.txt': 'text/plain; charset=utf-8',
};

function reason(): string | undefined {
  if (!existsSync(CHROMIUM)) return 'chromium is not at /usr/bin';
  try {
    createRequire(path.join(PROJECT, 'docs', 'site', 'main.ts')).resolve('vitepress/package.json');
    return undefined;
  } catch {
    return 'VitePress is not there: npm ci --prefix docs/site';
  }
}

let site: string;
const filesIn = (ending: string): readonly string[] =>
  readdirSync(site, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .sort();
const textOf = (name: string): string => readFileSync(path.join(site, name), 'utf8');

/** Addresses in a page, as they are written. */
function addressesIn(html: string): readonly string[] {
  return [...html.matchAll(/\s(?:href|src)="([^"]*)"/g)].map(([, address = '']) => address.replaceAll('&amp;', '&'));
}

/** What is wrong with an address of a page; undefined: nothing. */
function faultOf(page: string, address: string): string | undefined {
  if (/^(?:https?:|mailto:|data:)/.test(address)) return undefined;
  const { pathname, hash } = new URL(address, `http://site/${page}`);
  const name = decodeURIComponent(pathname.slice(1)) || 'index.html';
  const file = path.join(site, name);
  if (!existsSync(file) || statSync(file).isDirectory()) return `${page}: ${address}`;
  const id = decodeURIComponent(hash.slice(1));
  if (id === '' || textOf(name).includes(`id="${id}"`)) return undefined;
  return `${page}: ${address}`;
}

describeUnless(reason(), 'the site', () => {
  let browser: Browser;
  let server: Server;
  let address: string;
  let said: string;

  beforeAll(async () => {
    site = mkdtempSync(path.join(tmpdir(), 's3-backfill-site-test-'));
    const script = path.join('docs', 'site', 'main.ts');
    const built = spawnSync(process.execPath, ['--import', 'tsx', script, site], { cwd: PROJECT, encoding: 'utf8' });
    said = `${built.stdout}${built.stderr}`;
    expect({ status: built.status, said }).toMatchObject({ status: 0 });
    server = createServer(({ url = '/' }, response) => {
      const name = decodeURIComponent(new URL(url, 'http://site').pathname.slice(1)) || 'index.html';
      const file = path.join(site, name);
      if (!file.startsWith(site) || !existsSync(file)) return void response.writeHead(404).end();
      response.writeHead(200, { 'content-type': TYPES[path.extname(name)] ?? 'application/octet-stream' });
      return void response.end(readFileSync(file));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    browser = await chromium.launch({ executablePath: CHROMIUM, headless: true, args: ARGUMENTS });
  }, 400_000);

  afterAll(async () => {
    await browser.close();
    await new Promise((resolve) => server.close(resolve));
    rmSync(site, { recursive: true, force: true });
  });

  /** What the page asked for elsewhere, and what it complained of. */
  async function opened(): Promise<{ readonly page: Page; readonly faults: string[] }> {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    const faults: string[] = [];
    page.on('request', (request) => {
      if (!request.url().startsWith(`${address}/`) && !request.url().startsWith('data:')) faults.push(request.url());
    });
    page.on('response', (response) => {
      if (response.status() >= 400 && !response.url().endsWith('/favicon.ico')) faults.push(response.url());
    });
    page.on('pageerror', (error) => faults.push(error.message));
    return { page, faults };
  }

  it('has a page for each that the project has, and more than these', () => {
    const pages = filesIn('.html');
    const docs = readdirSync(path.join(PROJECT, 'docs')).filter((name) => name.endsWith('.md'));
    expect(pages).toEqual(expect.arrayContaining(docs.map((name) => name.replace(/\.md$/, '.html'))));
    const more = ['index.html', 'start.html', 'changelog.html', 'sample/report.html', 'sample/certificate.html'];
    expect(pages).toEqual(expect.arrayContaining([...more, 'api/constructs.html', 'api/runner.html']));
    expect(textOf('api/runner.html')).toContain('Seconds between polls of a job');
    expect(textOf('sample/certificate.html')).toContain('photos');
  });

  it('leads nowhere that is not there, and loads nothing from elsewhere', () => {
    const pages = filesIn('.html');
    const broken = pages.flatMap((page) => addressesIn(textOf(page)).flatMap((one) => faultOf(page, one) ?? []));
    expect([...new Set(broken)]).toEqual([]);
    const loaded = pages.flatMap((page) =>
      [...textOf(page).matchAll(/<(?:script|link|img|iframe)\b[^>]*\s(?:src|href)="(https?:[^"]*)"/g)].map(
        ([, url]) => url,
      ),
    );
    expect(loaded).toEqual([]);
    expect(filesIn('.css').filter((name) => /url\(\s*["']?https?:/.test(textOf(name)))).toEqual([]);
  });

  it('fits on 375 and on 1,280 pixels, dark and light, on every page', async () => {
    const { page, faults } = await opened();
    const wide: string[] = [];
    const papers = new Set<string>();
    for (const name of filesIn('.html').filter((one) => one !== '404.html')) {
      const own = name.startsWith('sample/');
      for (const scheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme: scheme });
        if (scheme === 'light') await page.goto(`${address}/${name}`, { waitUntil: 'load' });
        else if (!own) await page.evaluate("document.documentElement.classList.add('dark')");
        for (const width of [375, 1280]) {
          await page.setViewportSize({ width, height: 900 });
          if ((await page.evaluate<number>(OVERFLOW)) > 0) wide.push(`${name} ${scheme} ${width}`);
        }
        const [paper] = await page.evaluate<[string, string]>(COLOURS);
        papers.add(`${scheme} ${paper}`);
      }
    }
    expect(wide).toEqual([]);
    expect([...papers].filter((one) => one.startsWith('light') && papers.has(one.replace('light', 'dark')))).toEqual(
      [],
    );
    expect(faults).toEqual([]);
    await page.close();
  }, 120_000);

  it('is clicked through: menu, search, colours, a report', async () => {
    const { page, faults } = await opened();
    await page.goto(`${address}/`);
    await page.getByRole('link', { name: 'A session' }).first().click();
    await page.waitForURL('**/session.html');
    await page.locator('.VPSidebar').getByRole('link', { name: 'Many buckets at once' }).click();
    await page.waitForURL('**/fleet.html');
    expect(await page.locator('h1').innerText()).toContain('Many buckets at once');
    await page.getByRole('button', { name: 'Search' }).first().click();
    await page.locator('.VPLocalSearchBox input').fill('exit codes');
    await page.locator('.VPLocalSearchBox .result').first().waitFor();
    await page.locator('.VPLocalSearchBox .result').first().click();
    await page.waitForURL(/\.html#/);
    const before = await page.evaluate("document.documentElement.classList.contains('dark')");
    await page.locator('.VPSwitchAppearance').first().click();
    expect(await page.evaluate("document.documentElement.classList.contains('dark')")).toBe(before !== true);
    await page.goto(`${address}/sample.html`);
    await page.getByRole('link', { name: 'The report of the run' }).click();
    await page.waitForURL('**/sample/report.html');
    expect(await page.locator('h1').innerText()).toBe('Backfill report');
    expect(faults).toEqual([]);
    await page.close();
  }, 60_000);
});
