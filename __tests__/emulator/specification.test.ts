// docs/emulator.md is the emulator's specification: every row of it says where it comes from, how sure it is, and which test holds it.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { EMULATED } from './operations';

const TESTS = path.resolve(__dirname, '..');
const PAGE = readFileSync(path.join(TESTS, '..', 'docs', 'emulator.md'), 'utf8');

interface Row {
  readonly behaviour: string;
  readonly source: string;
  readonly sure: string;
  readonly seen: string;
  readonly test: string;
}

/** Of every table with these five columns. */
const ROWS: readonly Row[] = PAGE.split('\n').flatMap((line) => {
  const cells = line.split(/(?<!\\)\|/).slice(1, -1);
  const [behaviour = '', source = '', sure = '', seen = '', test = ''] = cells.map((cell) => cell.trim());
  const isHead = behaviour === 'behaviour' || behaviour.startsWith('---');
  return line.startsWith('|') && cells.length === 5 && !isHead ? [{ behaviour, source, sure, seen, test }] : [];
});

/** Every text in quotes of a test file: titles, and the rows that titles are made of. */
function textsOf(file: string): readonly string[] {
  const literals = readFileSync(file, 'utf8').matchAll(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g);
  return [...literals].map(([literal]) => literal.slice(1, -1).replace(/\\(.)/g, '$1'));
}

/** The file that a row names, and the words of a title. */
function testOf({ test }: Row): { readonly file: string; readonly words: string } {
  const [, name = '', words = ''] = /^`([^`]+)` (.+)$/.exec(test) ?? [];
  const folder = name.startsWith('conformance/') ? TESTS : path.join(TESTS, 'emulator');
  return { file: path.join(folder, name), words: words.replaceAll('\\|', '|') };
}

const told = (rows: readonly Row[]): readonly string[] => rows.map(({ behaviour, test }) => `${behaviour}: ${test}`);

describe('each row of docs/emulator.md', () => {
  it('is read: there are hundreds', () => {
    expect(ROWS.length).toBeGreaterThan(100);
  });

  it('names a test file, and words of a title in it', () => {
    const wrong = ROWS.filter((row) => {
      const { file, words } = testOf(row);
      return words === '' || !existsSync(file) || !textsOf(file).some((text) => text.includes(words));
    });
    expect(told(wrong)).toEqual([]);
  });

  it('says how sure it is in one of three words', () => {
    expect(told(ROWS.filter(({ sure }) => !['documented', 'measured', 'inferred'].includes(sure)))).toEqual([]);
  });

  it('says where it was seen by others: in its source, which then is a measurement, or by a link to the record', () => {
    const wrong = ROWS.filter(({ sure, seen }) => (sure === 'measured' ? seen === '' : seen === 'yes'));
    const unknown = ROWS.filter(({ seen }) => !/^(|yes|\[[^\]]+\]\(https:\/\/[^)\s]+\))$/.test(seen));
    expect(told([...wrong, ...unknown])).toEqual([]);
  });

  it('has a source that can be opened, unless it is inferred', () => {
    const wrong = ROWS.filter(({ source, sure }) => sure !== 'inferred' && !/\]\(https:\/\/[^)\s]+\)/.test(source));
    expect(told(wrong)).toEqual([]);
  });
});

const SERVICES: Readonly<Record<string, string>> = {
  s3: 'S3',
  's3-control': 'S3 Control',
  iam: 'IAM',
  kms: 'KMS',
  cloudwatch: 'CloudWatch',
  sns: 'SNS',
  eventbridge: 'EventBridge',
  sqs: 'SQS',
  lambda: 'Lambda',
  logs: 'CloudWatch Logs',
  datasync: 'DataSync',
  states: 'Step Functions',
  glue: 'Glue',
  athena: 'Athena',
  sts: 'STS',
};

it.each(Object.keys(EMULATED))('docs/emulator.md lists the operations of %s, and no others', (service) => {
  const line = PAGE.split('\n').find((text) => text.startsWith(`- **${SERVICES[service] ?? ''}**: `));
  expect(line?.replace(/^.*?: /, '').split(', ')).toEqual(EMULATED[service]);
});
