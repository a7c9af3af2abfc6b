/** @group outside */
// The benches still read what the program says: a figure that nobody can take again is none. What they measure is no matter here.
import { execFileSync } from 'node:child_process';
import { expect, it } from '@jest/globals';
import { whyNoRgw } from './conformance/rgw/rgw';
import { isThere, PROJECT, TERRAFORM } from './e2e/setup';

const noRgw = whyNoRgw();
if (noRgw !== undefined) process.stderr.write(`skipped: the bench of copies (${noRgw})\n`);

it.each([
  ...(noRgw === undefined
    ? [['copy', ['oursSeconds', 'speedRatioToBare', 'cpuRatioOfBare', 'partsOursSeconds']] as const]
    : []),
  [
    'evidence',
    [
      'report200kCsvParseRowsPerSecond',
      'report1mRowsPerSecond',
      'report1mRatioToCsvParse',
      'report1mLargestMib',
      'inventoriesRatioToJoin',
      'inventoriesLargestMib',
    ],
  ],
  ...(isThere(TERRAFORM) ? [['first-minutes', ['twoBucketsCommands', 'twoBucketsSeconds']] as const] : []),
  ['inventory', ['inventoryFound', 'inventorySeconds', 'copyFound', 'copySeconds', 'timesOfCopy']],
  ['requests', ['ownCpuSecondsOf5000', 'nodeHttpCpuRatioOf5000', 'undiciCpuRatioOf5000']],
  ['runner', ['helpRatioToNode', 'runToCreateJobMs', 'watchDayLargestMib', 'watchSixLargestMib']],
  ['search', ['searchVersionsPerSecond', 'planVersionsPerSecond']],
] as const)(
  'the bench %s ends with one JSON line of its figures',
  (name, figures) => {
    const said = execFileSync('npm', ['run', '--silent', 'bench', '--', name, '--quick'], {
      cwd: PROJECT,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 240_000,
    });
    const last = JSON.parse(said.trimEnd().split('\n').at(-1) ?? '') as Readonly<Record<string, unknown>>;
    expect(last).toMatchObject({ bench: name, quick: true });
    for (const figure of figures) expect([figure, last[figure]]).toEqual([figure, expect.any(Number)]);
  },
  250_000,
);
