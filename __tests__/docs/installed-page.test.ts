// Messages name pages that whoever reads them can open.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { anchorOf, installedPage } from '../../docs/installed-page';
import { moduleLinesThatNamePlaces, namedPages, textsThatNamePlaces } from './named-pages';
import { ROOT } from './page';

describe('a page that a message names', () => {
  it('is the file that was installed, where the package has no homepage', () => {
    const file = path.join(ROOT, 'docs', 'runner.md');
    expect(installedPage('docs/runner.md')).toBe(file);
    expect(installedPage('docs/runner.md', 'When a job fails')).toBe(`${file}, "When a job fails"`);
  });

  it.each([
    ['https://github.com/a/b#readme', 'https://github.com/a/b/blob/HEAD/docs/runner.md#when-a-job-fails'],
    ['https://s3-backfill.example/', 'https://s3-backfill.example/docs/runner.md#when-a-job-fails'],
  ])('is a URL where the homepage is %s', (homepage, url) => {
    expect(installedPage('docs/runner.md', 'When a job fails', homepage)).toBe(url);
  });

  it('is called a page of the package where somebody has copied the program alone', () => {
    expect(installedPage('docs/none.md', 'X')).toBe('docs/none.md of the package s3-backfill, "X"');
  });

  it('is there, and so is its heading', () => {
    const pages = namedPages();
    expect(pages.length).toBeGreaterThan(8);
    const broken = pages.filter(({ page, heading }) => {
      if (!existsSync(path.join(ROOT, page))) return true;
      const headings = [...readFileSync(path.join(ROOT, page), 'utf8').matchAll(/^#+ (.*)$/gm)];
      return heading !== undefined && !headings.some(([, one = '']) => one === heading);
    });
    expect(broken).toEqual([]);
    expect(anchorOf('Ctrl-C')).toBe('ctrl-c');
  });

  it('is beside the HCL module, where that names one', () => {
    expect(moduleLinesThatNamePlaces()).toEqual([]);
  });

  it('is named by one function: no text of a program names a page or a path by itself', () => {
    expect(textsThatNamePlaces()).toEqual([]);
  });
});
