// npm run prices, on files that are laid out as AWS documents its price lists: nothing here was taken from AWS.
// https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/reading-service-price-list-file-for-services.html
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { priceListsOf } from '../../docs/prices/price-lists';
import { renewPrices } from '../../docs/prices/prices';
import { placeOf } from '../../docs/prices/where-prices-stand';
import { parsePrices } from '../../runner/estimate/price-file';
import { PRICES, type Price } from '../../runner/estimate/prices';
import { makeFolder, PROJECT, removeFolder } from '../e2e/setup';
import { add, bracket, filesOf, listFile, listsOf, regionsFile, VERSION, type List } from './price-lists';

const TABLE = path.join(PROJECT, 'runner', 'estimate', 'price-table.json');
const S3_IN_IRELAND = listFile('AmazonS3', 'eu-west-1');

let folder: string;
let server: Server;
let address: string;
let files: Record<string, string> = {};
/** Path that is cut off on the way. */
let cut: string | undefined;

beforeAll(async () => {
  folder = makeFolder();
  server = createServer(({ url = '' }, response) => {
    const text = files[url];
    if (text === undefined) response.writeHead(404).end();
    else if (url === cut) {
      response.writeHead(200, { 'content-length': Buffer.byteLength(text) });
      response.write(text.slice(0, 40), () => response.destroy());
    } else response.writeHead(200, { 'content-type': 'application/json' }).end(text);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  removeFolder(folder);
});

interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

let tables = 0;
function tableOf(): string {
  const file = path.join(folder, `table-${tables++}.json`);
  copyFileSync(TABLE, file);
  return file;
}

async function run(table: string, from = address): Promise<Said> {
  const said = { out: '', err: '' };
  const code = await renewPrices(['--from', from, '--table', table], {
    out: (text) => (said.out += `${text}\n`),
    err: (text) => (said.err += `${text}\n`),
  });
  return { code, ...said };
}

function pricesOf(table: string): readonly Price[] {
  return (JSON.parse(readFileSync(table, 'utf8')) as { prices: readonly Price[] }).prices;
}

const LEFT = PRICES.filter((price) => 'because' in placeOf(price));

describe('npm run prices', () => {
  it('takes the prices that AWS has, with the date on which they were published', async () => {
    files = filesOf(listsOf());
    const table = tableOf();
    const said = await run(table);
    expect(said).toMatchObject({ code: 0, err: '' });
    const prices = pricesOf(table);
    const of = (wanted: Partial<Price>): Price | undefined =>
      prices.find((price) => Object.entries(wanted).every(([name, value]) => price[name as keyof Price] === value));
    const now = { date: '2999-12-31', verified: true, source: `AWS's price list of AmazonS3, version ${VERSION}` };
    expect(of({ item: 'put', region: 'eu-west-1' })).toEqual({
      item: 'put',
      region: 'eu-west-1',
      storageClass: 'STANDARD',
      usd: 0.0051,
      per: 1000,
      ...now,
    });
    expect(of({ item: 'task', region: 'us-east-1' })).toMatchObject({ usd: 1.3, per: 1_000_000, ...now });
    expect(of({ item: 'put', storageClass: 'GLACIER' })).toMatchObject({ usd: 0.031, ...now });
    expect(of({ item: 'retrieval', storageClass: 'DEEP_ARCHIVE', tier: 'Standard' })).toMatchObject({ usd: 0.021 });
    expect(of({ item: 'storage-month', region: 'eu-west-2' })).toMatchObject({ usd: 0.025, ...now });
    expect(of({ item: 'transfer', toRegion: 'eu-west-2' })).toMatchObject({ usd: 0.021, date: '2999-12-31' });
    expect(of({ item: 'kms-request' })).toMatchObject({ region: 'us-east-1', usd: 0.031, per: 10_000 });
    expect(of({ item: 'sqs-request' })).toMatchObject({ region: 'us-east-1', usd: 0.42 });
    expect(of({ item: 'lambda-gb-second' })).toMatchObject({ region: 'us-east-1', usd: 0.0000166667 });
    expect(prices.filter(({ date }) => date === '2999-12-31')).toHaveLength(PRICES.length - LEFT.length);
    expect(said.out).toMatch(
      /^- put eu-west-1 STANDARD: .*\n\+ put eu-west-1 STANDARD: 0\.0051 USD for 1000, 2999-12-31, .*\(SKU SKU3\)$/m,
    );
  });

  it('leaves what no price list is asked for as it is, and names it', async () => {
    files = filesOf(listsOf());
    const table = tableOf();
    const { out } = await run(table);
    const prices = pricesOf(table);
    expect(LEFT.length).toBeGreaterThan(5);
    expect(LEFT.filter((price) => !prices.some((one) => JSON.stringify(one) === JSON.stringify(price)))).toEqual([]);
    expect(out.match(/^= .*: left as of \d{4}-\d\d-\d\d; ./gm)).toHaveLength(LEFT.length);
    expect(out).toContain('= datasync-gib us-east-1: left as of');
    expect(out).toContain('= transfer ca-central-1: left as of');
  });

  it('writes a table of the form that --prices has', async () => {
    files = filesOf(listsOf());
    const table = tableOf();
    await run(table);
    const prices = pricesOf(table).map((price) => ({ ...price, verified: undefined }));
    expect(parsePrices(JSON.stringify({ version: 1, currency: 'USD', prices }), table)).toHaveLength(PRICES.length);
  });

  it('changes nothing the second time, and reads a directory as it reads a URL', async () => {
    files = filesOf(listsOf());
    const table = tableOf();
    await run(table);
    const text = readFileSync(table, 'utf8');
    const directory = path.join(folder, 'downloaded');
    for (const [file, content] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(directory, file)), { recursive: true });
      writeFileSync(path.join(directory, file), content);
    }
    for (const from of [address, directory]) {
      const again = await run(table, from);
      expect(again).toMatchObject({ code: 0, err: '' });
      expect(again.out).toMatch(/0 prices differ, 0 lines renewed, \d+ unchanged, \d+ left\nthe table is as it was\n$/);
    }
    expect(readFileSync(table, 'utf8')).toBe(text);
  });

  const ireland = (change: (list: List) => void): (() => void) => {
    return () => {
      const lists = listsOf();
      const list = lists['AmazonS3 eu-west-1'];
      if (list !== undefined) change(list);
      files = filesOf(lists);
    };
  };

  it.each<[string, () => void, RegExp]>([
    [
      'is missing',
      ireland((list) => delete list.products['SKU3']),
      /put eu-west-1 STANDARD: found no such product; expected one price above 0 of AmazonS3 in eu-west-1: usagetype EU-Requests-Tier1; in USD, counted in Requests/,
    ],
    [
      'is ambiguous',
      ireland((list) => add(list, 'OTHER', { usagetype: 'EU-Requests-Tier1' }, bracket('0.0000077000', 'Requests'))),
      /put eu-west-1 STANDARD: found 0\.0000051000 USD for one of 'Requests' from 0; 0\.0000077000 USD .*\(SKU SKU3, OTHER\); expected one price/,
    ],
    [
      'is in another currency',
      ireland((list) =>
        add(
          list,
          'SKU3',
          { usagetype: 'EU-Requests-Tier1' },
          {
            ...bracket('', 'Requests'),
            pricePerUnit: { CNY: '0.00004' },
          },
        ),
      ),
      /put eu-west-1 STANDARD: found 0\.00004 CNY for one of 'Requests' .*in USD/,
    ],
    [
      'is counted otherwise',
      ireland((list) => add(list, 'SKU3', { usagetype: 'EU-Requests-Tier1' }, bracket('0.0051', '1K Requests'))),
      /put eu-west-1 STANDARD: found 0\.0051 USD for one of '1K Requests' .*counted in Requests or Request/,
    ],
    [
      'begins with an amount without charge',
      ireland((list) => add(list, 'SKU3', { usagetype: 'EU-Requests-Tier1' }, bracket('0.0000000000', 'Requests'))),
      /put eu-west-1 STANDARD: found 0\.0000000000 USD .*expected one price above 0/,
    ],
    [
      'has no terms on demand',
      ireland((list) => delete list.terms.OnDemand['SKU3']),
      /put eu-west-1 STANDARD: found no price on demand from 0 \(SKU SKU3\)/,
    ],
    [
      'is in a list of another layout',
      ireland((list) => (list.formatVersion = 'v2.0')),
      /eu-west-1\/index\.json is not laid out as AWS documents it: formatVersion/,
    ],
    [
      'is in the list of another service',
      ireland((list) => (list.offerCode = 'AmazonEC2')),
      /is of 'AmazonEC2'; it should be of AmazonS3/,
    ],
    [
      'is in a file with half of its text',
      () => {
        files = filesOf(listsOf());
        files[S3_IN_IRELAND] = files[S3_IN_IRELAND]?.slice(0, 300) ?? '';
      },
      /eu-west-1\/index\.json is no JSON, or was cut off: /,
    ],
    [
      'is in a file that breaks off on the way',
      () => {
        files = filesOf(listsOf());
        cut = S3_IN_IRELAND;
      },
      /eu-west-1\/index\.json could not be read: terminated/,
    ],
    [
      'is in a file that is not there',
      () => {
        const { [S3_IN_IRELAND]: gone, ...others } = filesOf(listsOf());
        expect(gone).toBeDefined();
        files = others;
      },
      /eu-west-1\/index\.json could not be read: the answer is 404, not 200/,
    ],
    [
      'is of a service without this Region',
      () => {
        const { 'AmazonS3 eu-west-1': gone, ...others } = listsOf();
        expect(gone).toBeDefined();
        files = filesOf(others);
      },
      /the index of Regions of AmazonS3 has no eu-west-1: it has ca-central-1, eu-west-2, us-east-1/,
    ],
    [
      'is in a file outside of the price lists',
      () => {
        files = filesOf(listsOf());
        files[regionsFile('AmazonS3')] = (files[regionsFile('AmazonS3')] ?? '').replaceAll(
          S3_IN_IRELAND,
          '/offers/../x.json',
        );
      },
      /an index names '\/offers\/\.\.\/x\.json'/,
    ],
  ])('changes nothing when a price %s', async (_, change, message) => {
    cut = undefined;
    change();
    const table = tableOf();
    const said = await run(table);
    cut = undefined;
    expect(said).toMatchObject({ code: 1, out: '' });
    expect(said.err).toMatch(message);
    expect(said.err).toContain('prices: nothing was changed.');
    expect(readFileSync(table, 'utf8')).toBe(readFileSync(TABLE, 'utf8'));
  });

  it('does not go back to a list that is older than the one of the table', async () => {
    files = filesOf(listsOf());
    const table = tableOf();
    await run(table);
    const text = readFileSync(table, 'utf8');
    ireland((list) => (list.version = '20200101000000'))();
    const said = await run(table);
    expect(said).toMatchObject({ code: 1, out: '' });
    expect(said.err).toMatch(/put eu-west-1 STANDARD: .*version 20200101000000 was found, which is older/);
    expect(readFileSync(table, 'utf8')).toBe(text);
  });

  it('reads no file that is larger than is meant', async () => {
    files = filesOf(listsOf());
    const bytes = files[S3_IN_IRELAND]?.length ?? 0;
    await expect(priceListsOf(address, bytes)('AmazonS3', 'eu-west-1')).resolves.toHaveProperty('version', VERSION);
    await expect(priceListsOf(address, bytes - 1)('AmazonS3', 'eu-west-1')).rejects.toThrow(
      `${S3_IN_IRELAND} could not be read: it has more than ${bytes - 1} bytes`,
    );
  });

  it('says which flags there are, and which table could not be read', async () => {
    const said: string[] = [];
    const say = { out: (text: string) => said.push(text), err: (text: string) => said.push(text) };
    await expect(renewPrices(['--form', 'x'], say)).resolves.toBe(2);
    await expect(renewPrices(['--table', path.join(folder, 'none.json')], say)).resolves.toBe(2);
    expect(said.join('\n')).toMatch(/'--form'[\s\S]*--from URL\|DIRECTORY[\s\S]*none\.json could not be read: ENOENT/);
  });

  it('ends with 1 as a program that was refused', async () => {
    ireland((list) => delete list.products['SKU3'])();
    const words = ['--import', 'tsx', 'docs/prices/main.ts', '--from', address, '--table', tableOf()];
    const program = spawn(process.execPath, words, { cwd: PROJECT, stdio: 'ignore', timeout: 50_000 });
    const [code] = (await once(program, 'close')) as [number | null];
    expect(code).toBe(1);
  });
});
