/** @group outside */
// The page in a real browser: what it loads, what it runs, how it reads and how it fits.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { chromium, type Browser, type Page } from 'playwright-core';
import { certificatePage, storyPage } from '../../runner/renderers/html/page';
import { describeWith } from '../e2e/setup';
import { HOSTILE } from '../runner/renderers/hostile-text';
import { certificateWith, storyWith } from '../runner/renderers/html/page-story';
import { BAR_WIDTHS, COLOURS, NAMELESS_SECTIONS, OPEN_ALL_DETAILS, OVERFLOW, POOR_CONTRASTS } from './in-the-page';

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

interface Seen {
  readonly page: Page;
  /** Addresses that the page asked for, itself left out. */
  readonly requests: readonly string[];
  /** What the console said and what was thrown. */
  readonly complaints: readonly string[];
}

describeWith(['chromium'], 'the report page in a browser', () => {
  let browser: Browser;
  let server: Server;
  let address: string;
  let folder: string;
  const pages = new Map<string, string>([
    ['/story', storyPage(storyWith('folder/2024/summer holidays/'))],
    ['/certificate', certificatePage(certificateWith('folder/2024/'))],
    ['/hostile', storyPage(storyWith(HOSTILE.join(' ')))],
    ['/wide', storyPage(storyWith('long-key-without-a-place-to-break-'.repeat(20)))],
  ]);

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 's3-backfill-page-'));
    for (const [name, text] of pages) writeFileSync(path.join(folder, `${name.slice(1)}.html`), text);
    server = createServer(({ url = '' }, response) => {
      const text = pages.get(url);
      response.writeHead(text === undefined ? 404 : 200, { 'content-type': 'text/html; charset=utf-8' }).end(text);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    browser = await chromium.launch({ executablePath: '/usr/bin/chromium', headless: true, args: ARGUMENTS });
  }, 60_000);

  afterAll(async () => {
    await browser.close();
    await new Promise((resolve) => server.close(resolve));
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(
    name: string,
    options: { scheme?: 'light' | 'dark'; width?: number; from?: 'file' | 'server' } = {},
  ): Promise<Seen> {
    const { scheme = 'light', width = 1280, from = 'file' } = options;
    const page = await browser.newPage({ colorScheme: scheme, viewport: { width, height: 900 } });
    const requests: string[] = [];
    const complaints: string[] = [];
    const own = from === 'file' ? `file://${folder}${name}.html` : `${address}${name}`;
    page.on('request', (request) => {
      if (request.url() !== own) requests.push(request.url());
    });
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(own);
    return { page, requests, complaints };
  }

  it.each([...pages.keys()])('asks for nothing and complains of nothing: %s', async (name) => {
    const { page, requests, complaints } = await open(name);
    expect(requests).toEqual([]);
    expect(complaints).toEqual([]);
    await page.close();
    const served = await open(name, { from: 'server' });
    // Browsers ask servers for this by themselves; the policy of the page cannot forbid it.
    expect(served.requests.filter((url) => !url.endsWith('/favicon.ico'))).toEqual([]);
    await served.page.close();
  });

  it('runs no script from a key, and shows the key', async () => {
    const { page } = await open('/hostile');
    expect(await page.evaluate('globalThis.hacked')).toBeUndefined();
    expect(await page.locator('script, img, a, iframe').count()).toBe(0);
    expect(await page.locator('h1').count()).toBe(1);
    expect(await page.locator('main').innerText()).toContain('<script>globalThis.hacked = true</script>');
    expect(await page.locator('main').innerText()).toContain('\\u{202e}fdp.exe');
    await page.close();
  });

  it.each(['light', 'dark'] as const)('reads well in %s: every text has a contrast of 4.5 or more', async (scheme) => {
    for (const name of ['/story', '/certificate']) {
      const { page } = await open(name, { scheme });
      await page.evaluate(OPEN_ALL_DETAILS);
      const poor = await page.evaluate<{ texts: number; found: string[] }>(POOR_CONTRASTS);
      expect(poor.texts).toBeGreaterThan(40);
      expect(poor.found).toEqual([]);
      const [paper = ''] = await page.evaluate<string[]>(COLOURS);
      const [red = 0] = [...paper.matchAll(/\d+/g)].map(Number);
      expect(scheme === 'dark' ? red < 60 : red > 200).toBe(true);
      await page.close();
    }
  });

  it.each([360, 1280])('fits into %i pixels without a way to scroll sideways', async (width) => {
    for (const name of pages.keys()) {
      const { page } = await open(name, { width });
      const overflow = await page.evaluate<number>(OVERFLOW);
      expect([name, overflow]).toEqual([name, 0]);
      await page.close();
    }
  });

  it('draws its charts, those of the cause first where it failed: bars by cause, prefix and class, and the course over time', async () => {
    const { page } = await open('/story');
    const captions = await page.locator('figure.chart caption, figure.chart figcaption').allInnerTexts();
    expect(captions).toEqual([
      'Outcome by cause',
      'Outcome by prefix',
      'Replicas by prefix',
      'Replicas by storage class',
      'To copy, by prefix',
      'To copy, by storage class',
      'Progress over time',
    ]);
    const bars = page.locator('svg.bar');
    expect(await bars.count()).toBeGreaterThan(8);
    const widths = await page.evaluate<number[]>(BAR_WIDTHS);
    expect(Math.min(...widths)).toBeGreaterThan(0.5);
    const course = await page.locator('svg.course').boundingBox();
    expect(course?.height).toBeGreaterThan(100);
    await page.close();
  });

  it('can be used without seeing it: title, language, one heading of each part, names of charts and tables', async () => {
    const { page } = await open('/story');
    expect(await page.title()).toBe('Backfill report');
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
    expect(await page.locator('main section > h2').allInnerTexts()).toEqual([
      'Checks',
      'What S3 says of the jobs, and what to do',
      'Why objects failed, and what to do',
      'Outcome',
      'Certificate of replication',
      'Plan',
      'Progress',
      'Notes',
    ]);
    expect(await page.locator('table:not(:has(caption))').count()).toBe(0);
    expect(await page.locator('svg:not([role="img"][aria-label])').count()).toBe(0);
    expect(await page.evaluate(NAMELESS_SECTIONS)).toBe(0);
    await page.close();
  });

  it('prints dark ink on white paper, whatever the screen prefers', async () => {
    const { page } = await open('/story', { scheme: 'dark' });
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect(await page.evaluate(COLOURS)).toEqual(['rgb(255, 255, 255)', 'rgb(0, 0, 0)']);
    await page.close();
  });
});
