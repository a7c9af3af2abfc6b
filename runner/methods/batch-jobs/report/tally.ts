// Counts the rows of a report by cause. Holds counts and a few examples, never the rows.
import { causeOf } from './causes';
import { isKeyArn, namedIn, type Named } from '../refusals/named-in-text';
import type { Cause, CauseTally } from '../../../events/report-events';
import type { PrefixOutcome } from '../../../events/report-events';
import { TextReader } from '../../../evidence/packed-texts';
import { folderOf, OTHER_PREFIXES } from '../../../text/key-folder';
import type { ReportRow } from './report-rows';
import { FOREIGN, isForeign, type OfJob } from './scan/of-job';
import { rowPrint } from './scan/row-print';
import type { Reason, ScannedRows, UndecodedKeys } from './scan/scanned-rows';
import { toldVersions } from './told-versions';

const EXAMPLES = 5;
/** Rows whose versions are looked for at once. */
const FETCHED = 64;
const LONGEST_MESSAGE = 300;
const MOST_CODES = 1_000;
const MOST_FOLDERS = 200;
/** Name of the group of what is left when there are too many; no code holds a line feed. */
const OTHERS = '\nothers';
const OTHER_CAUSE: Cause = {
  meaning: 'the report has more codes than are told apart',
  remedy: 'read the report itself',
  retriable: 'unknown',
};

export interface Tally {
  /** @returns why the task failed; undefined for one that succeeded, or that was told already */
  add(row: ReportRow): Cause | undefined;
  /** Adds all rows of a part. @param onFailed told why a task failed */
  addAll(rows: ScannedRows, onFailed: (row: FailedRow, cause: Cause) => void): void;
  readonly succeeded: number;
  readonly failed: number;
  /** Rows that say again of an object version what another has said, or that it failed after all. */
  readonly repeated: number;
  /** Rows that are about none of the job's object versions; they are in no other number. */
  readonly foreign: number;
  readonly undecoded: UndecodedKeys;
  /** Most frequent first. */
  causes(): readonly CauseTally[];
  /** Most failures first. */
  byPrefix(): readonly PrefixOutcome[];
}

/** A row of a task that failed. */
export type FailedRow = Pick<ReportRow, 'key' | 'versionId' | 'code' | 'message'>;

/** What a code means, and what to do. */
export type CauseOf = (code: string, named: Named, message: string, jobRoleArn: string | undefined) => Cause;

const replicationCause: CauseOf = (code, named, _message, jobRoleArn) => causeOf(code, named, jobRoleArn);

/** S3 has one code for many things: its words tell them apart. */
function isAboutMany(code: string): boolean {
  return code === 'InvalidRequest' || code === 'InvalidArgument';
}

interface Outcome {
  succeeded: number;
  failed: number;
}

interface Group {
  readonly code: string;
  readonly cause: Cause;
  count: number;
  readonly message: string;
  readonly examples: string[];
}

interface Understood {
  readonly group: Group;
  /** Of what S3 says, whichever group counts it. */
  readonly cause: Cause;
}

/**
 * @param prefix of the job; folders below it are told apart
 * @param jobRoleArn to tell the two roles apart. @default - it is not known
 * @param causes what a code means where the job does what it does. @default - it replicates
 * @param ofJob what every row has to be about. @default - it is not known
 */
export function startTally(
  prefix: string,
  jobRoleArn?: string,
  causes: CauseOf = replicationCause,
  ofJob: OfJob = {},
): Tally {
  const groups = new Map<string, Group>();
  const folders = new Map<string, Outcome>();
  const folderNamed = (folder: string): Outcome => {
    const name = folders.has(folder) || folders.size < MOST_FOLDERS ? folder : OTHER_PREFIXES;
    const known = folders.get(name) ?? { succeeded: 0, failed: 0 };
    folders.set(name, known);
    return known;
  };
  let succeeded = 0;
  let failed = 0;
  let repeated = 0;
  let foreign = 0;
  let undecoded: UndecodedKeys = { count: 0 };
  const noteUndecoded = (more: UndecodedKeys): void => {
    if (more.count > 0) undecoded = { ...more, ...undecoded, count: undecoded.count + more.count };
  };
  const versions = toldVersions();
  /** @returns whether it is the first row about its version, or one that contradicts the first with no good news */
  const isNews = (folder: Outcome, low: number, high: number, wentWell: boolean): boolean => {
    const before = versions.tell(low, high, wentWell);
    if (before === undefined) return true;
    repeated += 1;
    if (wentWell || before === 'failed') return false;
    succeeded -= 1;
    folder.succeeded -= 1;
    return true;
  };
  const addSucceeded = (folder: Outcome, low: number, high: number): void => {
    if (versions.tell(low, high, true) === undefined) {
      succeeded += 1;
      folder.succeeded += 1;
    } else repeated += 1;
  };
  /** The group of what S3 says, and what it means. */
  const understood = ({ code, message }: Reason): Understood => {
    const named = namedIn(message);
    const { actions, resourceArn, policy } = named;
    // One code can have several remedies. Of resources only keys are told apart: every row has another object.
    const parts = [code, ...actions, isKeyArn(resourceArn) ? resourceArn : '', policy?.kind ?? ''];
    if (isAboutMany(code)) parts.push(causes(code, named, message, jobRoleArn).meaning);
    const about = parts.join('\n');
    const cause = groups.get(about)?.cause ?? causes(code, named, message, jobRoleArn);
    const known = groups.has(about) || groups.size < MOST_CODES;
    const group = groups.get(known ? about : OTHERS) ?? {
      ...(known ? { code, cause } : { code: 'other', cause: OTHER_CAUSE }),
      count: 0,
      message: message.slice(0, LONGEST_MESSAGE),
      examples: [],
    };
    groups.set(known ? about : OTHERS, group);
    return { group, cause };
  };
  /** A row that is news. */
  const countFailed = (key: string, folder: Outcome, group: Group): void => {
    failed += 1;
    folder.failed += 1;
    group.count += 1;
    if (group.examples.length < EXAMPLES && !group.examples.includes(key)) group.examples.push(key);
  };
  return {
    add(row) {
      if (isForeign(row, ofJob)) {
        foreign += 1;
        return undefined;
      }
      if (row.undecoded === true) noteUndecoded({ count: 1, example: row.key });
      const folder = folderNamed(folderOf(row.key, prefix));
      const print = rowPrint(row.key, row.versionId);
      if (row.succeeded) {
        addSucceeded(folder, print.low, print.high);
        return undefined;
      }
      if (!isNews(folder, print.low, print.high, false)) return undefined;
      const { group, cause } = understood(row);
      countFailed(row.key, folder, group);
      return cause;
    },
    addAll({ prints, folderOf: folderIndexes, folders: names, failed: failures, undecoded: more }, onFailed) {
      noteUndecoded(more);
      const outcomes: Outcome[] = [];
      const { reasonOf, reasons } = failures;
      const texts = new TextReader(failures.versions);
      const known: Understood[] = [];
      let next = 0;
      for (let at = 0; at < folderIndexes.length; at += 1) {
        if (at % FETCHED === 0) versions.fetch(prints, at, Math.min(at + FETCHED, folderIndexes.length));
        const place = folderIndexes[at] as number;
        if (names[place] === FOREIGN) {
          foreign += 1;
          continue;
        }
        const folder = (outcomes[place] ??= folderNamed(names[place] as string));
        const low = prints[at * 2] as number;
        const high = prints[at * 2 + 1] as number;
        if (failures.at[next] !== at) {
          addSucceeded(folder, low, high);
          continue;
        }
        const key = texts.next();
        const versionId = texts.next();
        const index = reasonOf[next] as number;
        next += 1;
        if (!isNews(folder, low, high, false)) continue;
        const reason = reasons[index] as Reason;
        const { code, message } = reason;
        const { group, cause } = (known[index] ??= understood(reason));
        countFailed(key, folder, group);
        onFailed({ key, versionId, code, message }, cause);
      }
    },
    get succeeded() {
      return succeeded;
    },
    get failed() {
      return failed;
    },
    get repeated() {
      return repeated;
    },
    get foreign() {
      return foreign;
    },
    get undecoded() {
      return undecoded;
    },
    causes: () =>
      [...groups.values()]
        .map(({ code, cause, count, message, examples }) => ({
          code: code === '' ? 'none given' : code,
          count,
          message,
          examples,
          ...cause,
        }))
        .sort((a, b) => b.count - a.count),
    byPrefix: () =>
      [...folders]
        .map(([name, outcome]) => ({ prefix: name, ...outcome }))
        .sort((a, b) => b.failed - a.failed || b.succeeded - a.succeeded),
  };
}
