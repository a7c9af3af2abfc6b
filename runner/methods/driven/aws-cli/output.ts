// What `aws s3` says, line by line. It is for people: keys stand in it as they are, so that it is counted and shown, and proves nothing.
// https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-returncodes.html
import type { ProgramEnd, Stream } from '../../../ports/programs';
import type { CopyRequest } from '../../copy/plan-copies';
import { foldersOf } from '../folders';
import type { Reads, Said, ToolEnding } from '../tool';

const ERROR = /An error occurred \(([\w.]+)\)/;
const TROUBLE =
  /^(?:fatal error: |aws: error|aws: \[ERROR\]|\[ERROR\]|Unable to locate credentials|usage: aws|Unknown options)/;
const SKIPPED = 'warning: Skipping file ';
const ARCHIVED = '. Object is of storage class ';

/** What follows the folder in the key of the source; the copy has the same. */
function nameIn(text: string, from: string, to: string): { readonly name: string; readonly more: string } | undefined {
  if (!text.startsWith(from)) return undefined;
  const middle = ` to ${to}`;
  for (let at = text.indexOf(middle); at !== -1; at = text.indexOf(middle, at + 1)) {
    const name = text.slice(from.length, at);
    const more = text.slice(at + middle.length);
    if (more === name || more.startsWith(`${name} `)) return { name, more: more.slice(name.length + 1) };
  }
  return undefined;
}

export function reads(request: CopyRequest): Reads {
  const { from, to, stem } = foldersOf(request) ?? { from: '', to: '', stem: '' };
  const source = `s3://${request.from.bucket}/${from}`;
  const destination = `s3://${request.to.bucket}/${to}`;
  const after = (line: string, before: string): ReturnType<typeof nameIn> =>
    line.startsWith(before) ? nameIn(line.slice(before.length), source, destination) : undefined;
  const onStdout = (line: string): Said | undefined => {
    if (line.startsWith('(dryrun) copy: ')) return { says: 'would-copy' };
    const copied = after(line, 'copy: ');
    return copied === undefined ? undefined : { says: 'copied', rest: copied.name.slice(stem.length) };
  };
  const onStderr = (line: string): Said | undefined => {
    const [, code = 'Unknown'] = ERROR.exec(line) ?? [];
    const failed = after(line, 'copy failed: ');
    if (failed !== undefined)
      return { says: 'failed', rest: failed.name.slice(stem.length), code, message: failed.more };
    const at = line.indexOf(ARCHIVED);
    const skipped = SKIPPED + source;
    if (line.startsWith(skipped) && at !== -1)
      return { says: 'skipped', rest: line.slice(skipped.length, at).slice(stem.length) };
    return code !== 'Unknown' || TROUBLE.test(line) ? { says: 'trouble', code, message: line } : undefined;
  };
  return (line: string, stream: Stream) => (stream === 'stdout' ? onStdout(line) : onStderr(line));
}

/** 1: some have failed; 2: some were skipped, and in version 1 also that the command line is wrong. */
export function endingOf(end: ProgramEnd, said: string): ToolEnding {
  if (!('code' in end)) return 'broken';
  if (end.code === 0) return 'all';
  if (end.code !== 1 && end.code !== 2) return 'broken';
  return said.split('\n').some((line) => TROUBLE.test(line)) ? 'broken' : 'some';
}
