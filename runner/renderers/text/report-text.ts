// A completion report, for a person.
import { nounOf, serviceOf } from '../transfer-noun';
import type { CauseTally, Retriable } from '../../events/report-events';
import type { ReportEvent } from '../../events/report-events';
import { count, counted } from '../../text/figures';
import { bytes } from '../../text/interval-figures';
import { visible } from '../../text/safe-text';
import { unlistedText } from '../report-words';

function again(retriable: Retriable, noun: string): string {
  const words: Readonly<Record<Retriable, string>> = {
    now: `run again: a new ${noun} can succeed as things are`,
    'after-remedy': 'run again after that',
    never: `a new ${noun} cannot help`,
    unknown: `whether a new ${noun} can succeed is not known`,
  };
  return words[retriable];
}

/** Causes that are told in full; there may be as many as S3 has codes, and more. */
const MOST_SHOWN = 20;
const MOST_CODES = 5;
const MOST_EXAMPLES = 5;

/** Causes that mean the same and have the same remedy. */
interface Group extends Omit<CauseTally, 'code'> {
  readonly codes: readonly string[];
}

/** The meaning without the code that it may name. */
function sameness({ code, meaning, remedy, retriable }: CauseTally): string {
  return JSON.stringify([meaning.replaceAll(`'${code}'`, ''), remedy, retriable]);
}

/** Most frequent first. */
function grouped(causes: readonly CauseTally[]): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const { code, ...cause } of causes) {
    const key = sameness({ code, ...cause });
    const known = groups.get(key);
    groups.set(key, {
      ...cause,
      ...known,
      codes: [...(known?.codes ?? []), code],
      count: (known?.count ?? 0) + cause.count,
      examples: [...new Set([...(known?.examples ?? []), ...cause.examples])].slice(0, MOST_EXAMPLES),
    });
  }
  return [...groups.values()].sort((a, b) => b.count - a.count);
}

function codesText(codes: readonly string[]): string {
  const more = codes.length - MOST_CODES;
  const shown = codes.slice(0, MOST_CODES).map(visible).join(', ');
  return more <= 0 ? shown : `${shown} and ${counted(more, 'more code')}`;
}

function meaningText({ codes, meaning }: Group): string {
  const [first = ''] = codes;
  return visible(codes.length === 1 ? meaning : meaning.replace(`the code '${first}'`, 'these codes'));
}

function groupLines(group: Group, noun: string): readonly string[] {
  const { codes, count: tasks, message, remedy, retriable, examples } = group;
  return [
    `  ${count(tasks)}  ${codesText(codes)}: ${meaningText(group)}`,
    ...(message === '' ? [] : [`      ${serviceOf(noun)} says: ${visible(message)}`]),
    `      to do:   ${visible(remedy)}; ${again(retriable, noun)}`,
    ...(examples.length === 0 ? [] : [`      keys:    ${examples.map((key) => `'${visible(key)}'`).join(', ')}`]),
  ];
}

function restLines(rest: readonly Group[]): readonly string[] {
  if (rest.length === 0) return [];
  const versions = rest.reduce((sum, group) => sum + group.count, 0);
  return [
    `  ${count(versions)}  for ${counted(rest.length, 'more cause')}: --verbose tells them, and --report-file keeps them`,
  ];
}

/** By folder, where this program has copied, and there is something to compare or to notice. */
function folderLines(byPrefix: ReportEvent['byPrefix'], most: number): readonly string[] {
  const told = byPrefix.filter(({ retries }) => retries !== undefined);
  if (told.length < 2 && told.every(({ retries = 0 }) => retries === 0)) return [];
  const more = told.length - most;
  return [
    '  by folder:',
    ...told.slice(0, most).map(({ prefix, succeeded, failed, bytes: size = 0, retries = 0, slowdowns = 0 }) => {
      const parts = [
        `${count(succeeded)} copied (${bytes(size)})`,
        ...(failed === 0 ? [] : [`${count(failed)} failed`]),
        ...(retries === 0 ? [] : [`${count(retries)} tried again`]),
        ...(slowdowns === 0 ? [] : [counted(slowdowns, 'slowdown')]),
      ];
      return `    '${visible(prefix)}'  ${parts.join(', ')}`;
    }),
    ...(more <= 0 ? [] : [`    ${counted(more, 'more folder')}: --verbose tells them`]),
  ];
}

/** @param verbose whether every cause is told by itself. @default - those that say the same are told together, and the rarest counted */
export function reportText(report: ReportEvent, verbose = false): string {
  const { transferId, prefix, location, succeeded, failed, doubts, causes } = report;
  const of = prefix === undefined ? '' : ` ('${visible(prefix)}')`;
  const groups = verbose ? causes.map(({ code, ...cause }) => ({ ...cause, codes: [code] })) : grouped(causes);
  const shown = verbose ? groups : groups.slice(0, MOST_SHOWN);
  return [
    `Report of ${nounOf(transferId)} ${visible(transferId)}${of}: ${count(succeeded)} succeeded, ${count(failed)} failed${unlistedText(report)}`,
    ...doubts.map((doubt) => `  ${visible(doubt)}`),
    ...shown.flatMap((group) => groupLines(group, nounOf(transferId))),
    ...restLines(groups.slice(shown.length)),
    ...folderLines(report.byPrefix, verbose ? Infinity : MOST_SHOWN),
    `  ${visible(location)}`,
  ].join('\n');
}
