// docs/runner.md: flags, events and exit codes are the program's.
import { describe, expect, it } from '@jest/globals';
import { eventFields, eventKind, eventNames, meaningOf } from '../../docs/tables/runner';
import { VERBS } from '../../runner/cli/cli';
import { adviceOn } from '../../runner/methods/batch-jobs/jobs/job-failures';
import { MEANINGS } from '../../runner/methods/batch-jobs/refusals/what-s3-says';
import { targetOfHandoff } from '../../runner/target/target';
import { planPrefixes } from '../../runner/methods/batch-replication/plan-jobs';
import type { World } from '../../runner/ports/world';
import { concludeOptions, watchOptions } from '../../runner/cli/verb-options';
import { handoff, program, setup } from '../runner/fakes/fake-world';
import { rowsIn, textOf } from './page';

const PAGE = textOf('docs/runner.md');
const ROWS = rowsIn(PAGE);
const defaultOf = (flag: string): string | undefined => ROWS.find(([name]) => name === `\`--${flag}\``)?.[2];

describe('docs/runner.md', () => {
  it.each(Object.entries(VERBS))('has every flag of %s', (_, { flags }) => {
    const documented = ROWS.map(([name = '']) => name);
    expect(Object.keys(flags).filter((flag) => !documented.includes(`\`--${flag}\``))).toEqual([]);
  });

  it('says the defaults that the program has', () => {
    const watch = watchOptions({}, { clock: setup().clock } as unknown as World);
    const conclude = concludeOptions({});
    expect(defaultOf('poll-seconds')).toBe(String(watch.pollSeconds));
    expect(watch).not.toHaveProperty('deadlineMs');
    expect(defaultOf('timeout')).toBe('none');
    expect(defaultOf('report-wait-seconds')).toBe(String(conclude.reportWaitSeconds));
    expect(defaultOf('fail-on-empty')).toBe(`\`${conclude.failOnEmpty}\``);
    expect(defaultOf('priority')).toBe(
      String(planPrefixes(targetOfHandoff(handoff()), {}).transfers[0]?.request.Priority),
    );
  });

  it('says of every field of every event what it means', () => {
    const silent = eventNames().flatMap((name) =>
      eventFields(name).filter((field) => field.name !== 'kind' && meaningOf(field) === ''),
    );
    expect(silent).toEqual([]);
  });

  it('has a part for every kind of event', () => {
    const kinds = eventNames().map(eventKind);
    expect(kinds.filter((kind) => !PAGE.includes(`**\`${kind}\`**`))).toEqual([]);
    expect(new Set(kinds).size).toBe(eventNames().length);
  });

  it('describes what a run really says: every event and every field of it', async () => {
    const { events } = await program(setup(), 'run', '--outputs', 'outputs.json', '--output', 'json');
    const described = new Map(
      eventNames().map((name) => [eventKind(name), eventFields(name).map((field) => field.name)] as const),
    );
    expect(events.length).toBeGreaterThan(5);
    for (const event of events) {
      const [time, kind, ...fields] = Object.keys(event);
      expect([time, kind]).toEqual(['time', 'kind']);
      expect(described.get(String(event['kind']))).toEqual(expect.arrayContaining(fields));
    }
  });

  it('has a row for everything that S3 says of a job, with what to do', () => {
    const rows = Object.values(MEANINGS).map(({ texts: [text], advice }) => [text, advice]);
    expect(ROWS).toEqual(expect.arrayContaining(rows.map((row) => expect.arrayContaining(row))));
    for (const [text = '', advice] of rows) expect(adviceOn([{ code: '', text }])).toEqual([advice]);
  });

  it('has the section that the general advice names', () => {
    const [general = ''] = adviceOn([]);
    const title = /docs\/runner\.md, "(.*)"/.exec(general)?.[1];
    expect(PAGE).toContain(`\n## ${title ?? '?'}\n`);
  });
});
