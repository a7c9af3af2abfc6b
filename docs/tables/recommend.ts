// The comparison, the decision tree and the example of costs of docs/existing-objects-guide.md: of what `s3-backfill recommend` goes by.
import type { Property } from '../../runner/methods/keeps';
import { HAVING } from '../../runner/verbs/recommend';
import { recommend } from '../../runner/recommend/rank';
import { ORDER, PREFERENCES } from '../../runner/recommend/preferences';
import { REQUIREMENTS } from '../../runner/recommend/rules';
import { wayOf, WAY_NAMES } from '../../runner/recommend/ways/every-way';
import type { Way } from '../../runner/recommend/ways/way';
import { PROPERTY_WORDS } from '../../runner/recommend/words';
import type { WayName } from '../../runner/recommend/situation';
import { bytes, dollars, estimated } from '../../runner/text/interval-figures';
import { exactly } from '../../runner/text/interval';
import { anchorOf } from '../installed-page';
import { block, code, table } from './markdown';
import type { Sections } from './marked-sections';
import { RUNNER_SECTIONS } from './runner';

const GIB = 1024 ** 3;
const WAYS: readonly (readonly [WayName, Way])[] = WAY_NAMES.map((name) => [name, wayOf(name, HAVING)]);
const PROPERTIES = Object.keys(PROPERTY_WORDS) as readonly Property[];

const SURVIVES = { kept: '**kept**', 'as-configured': 'it depends', lost: 'lost' } as const;
const CUSTOMER_KEYS = { copied: 'copied', 'with-the-key': 'if it is given the key', cannot: 'no' } as const;

function linked({ title, section }: Way): string {
  return `[${title}](#${anchorOf(section)})`;
}

function row(words: string, cell: (way: Way, name: WayName) => string): readonly string[] {
  return [words, ...WAYS.map(([name, way]) => cell(way, name))];
}

function comparison(): string {
  return table(
    ['what', ...WAYS.map(([, way]) => linked(way))],
    [
      row('method', (_, name) => code(name)),
      row('done by', (_, name) => (HAVING.has(name) ? 's3-backfill' : 'hand')),
      ...PROPERTIES.map((one) => row(PROPERTY_WORDS[one], ({ keeps }) => SURVIVES[keeps.survives[one]])),
      row('largest object', ({ keeps: { largestObjectBytes: most } }) => (most === undefined ? 'any' : bytes(most))),
      row('objects under SSE-C', ({ customerKeys }) => CUSTOMER_KEYS[customerKeys]),
      row('other keys for copies', ({ changesKeys }) => (changesKeys ? 'yes' : 'no')),
      row('replication rule and versioning', ({ keeps }) =>
        keeps.needs.includes('replication-rules') ? 'needed' : 'not needed',
      ),
      row('runs', ({ runsOn }) => (runsOn === 'aws' ? 'in AWS' : 'on a host')),
      row('bytes go through', ({ through }) => through),
      row('starts after', ({ startsAfter }) => startsAfter.words),
      row('sensible size', ({ sensible }) => sensible),
      row('resumes', ({ resumes }) => resumes),
      row('evidence', ({ evidence }) => evidence),
    ],
  );
}

/** What is behind `it depends` and `lost`. */
function details(): string {
  return table(
    ['method', 'what', 'is', 'because'],
    WAYS.flatMap(([name, { keeps, details: words }]) =>
      PROPERTIES.flatMap((one) => {
        const detail = words[one];
        const survives = keeps.survives[one];
        if (detail === undefined || (survives === 'kept' && name !== 'datasync' && name !== 'batch-replication'))
          return [];
        return [[code(name), PROPERTY_WORDS[one], SURVIVES[survives], detail]];
      }),
    ),
  );
}

function titleOf(name: WayName): string {
  return `${wayOf(name, HAVING).title} (${name})`;
}

function tree(): string {
  const lines = PREFERENCES.flatMap(({ question, prefer }, depth) => {
    const indent = depth === 0 ? '' : '   '.repeat(depth);
    const head = depth === 0 ? question : `${'   '.repeat(depth - 1)}└─ no: ${question}`;
    return [head, `${indent}├─ yes ─► ${titleOf(prefer)}`];
  });
  const last = `${'   '.repeat(PREFERENCES.length - 1)}└─ no: the first that can, of ${ORDER.join(', ')}`;
  return block('text', [...lines, last].join('\n'));
}

function exampleCost(): string {
  const told = recommend(
    {
      objects: exactly(20_000_000),
      bytes: exactly(10_240 * GIB),
      versions: exactly(20_000_000),
      versionBytes: exactly(10_240 * GIB),
      classes: [{ name: 'STANDARD' }],
      encryption: ['SSE-S3'],
      sourceRegion: 'eu-west-1',
      destinationRegion: 'eu-west-2',
    },
    { having: HAVING, places: {}, pageOf: () => 'docs/existing-objects-guide.md' },
  );
  return table(
    ['method', 'transfer and writes', 'beside them', 'once, together', 'a month'],
    WAY_NAMES.flatMap((name) => {
      const method = told.methods.find((one) => one.method === name);
      if (method === undefined) return [];
      const once = method.cost.lines.filter(({ paid }) => paid === 'once');
      const isCommon = (item: string, what: string): boolean =>
        item === 'transfer' || (item === 'put' && !what.startsWith('LIST'));
      const words = (isOf: boolean): string =>
        once
          .filter(({ item, what }) => isCommon(item, what) === isOf)
          .map(({ what, amount }) => `${what} ${amount === undefined ? '?' : estimated(amount, dollars)}`)
          .join('; ');
      const { once: total, monthly } = method.cost;
      return [
        [
          code(name),
          words(true),
          words(false),
          total === undefined ? '?' : estimated(total, dollars),
          monthly === undefined ? '?' : estimated(monthly, dollars),
        ],
      ];
    }),
  );
}

export const RECOMMEND_SECTIONS: Sections = {
  comparison,
  details,
  'decision-tree': tree,
  'ruled-out': () =>
    table(
      ['rule', 'a method is passed over, or has to be looked at, because'],
      REQUIREMENTS.map(({ name, words }) => [code(name), words]),
    ),
  'example-cost': exampleCost,
  'guide-prices': () => RUNNER_SECTIONS['prices']?.() ?? '',
};
