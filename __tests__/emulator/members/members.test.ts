/** @group outside */
// Each member of the inputs that AWS's models have for the operations that the emulator claims is read, refused, kept as it was put,
// or told of as ignored: found out by sending it, and by looking who looks at it.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import type * as Xml from '../../../emulator/http/xml';
import { IGNORED } from './ignored-members';
import type { MemberRequest, Outcome, Subject } from './member-proof';
import { membersPage, type Finding } from './members-page';
import { watched } from './watched-xml';

const PAGE = path.resolve(__dirname, '../../../docs/emulator-members.md');
const SERVICES = ['s3', 's3-control', 'iam', 'sts'] as const;

/** A Python that has botocore: the one on the PATH, or Debian's. */
const PYTHON = ['python3', '/usr/bin/python3'].find(
  (program) => spawnSync(program, ['-c', 'import botocore'], { stdio: 'ignore' }).status === 0,
);
if (PYTHON === undefined) process.stderr.write('skipped: members of requests, which need a Python with botocore\n');
const withBotocore = PYTHON === undefined ? describe.skip : describe;

// Before anything of the emulator is loaded.
jest.doMock('../../../emulator/http/xml', () => {
  const actual = jest.requireActual<typeof Xml>('../../../emulator/http/xml');
  return { ...actual, parseXml: (text: string) => watched(actual.parseXml(text)) };
});

interface Fault {
  readonly service: string;
  readonly operation: string;
  readonly member?: string;
  readonly error: string;
}

let version: string;
/** Query parameters of all operations of S3. */
let parameters: readonly string[];
let faults: readonly Fault[];
let findings: readonly Finding[];

withBotocore('each member of a claimed operation', () => {
  beforeAll(async () => {
    const { EMULATED } = await import('../operations');
    const proof = await import('./member-proof');
    proof.watchForms();
    const claimed = Object.fromEntries(SERVICES.map((service) => [service, EMULATED[service]]));
    const requests = requestsFor(claimed);
    findings = await findOut(requests, () => proof.Subject.create());
  }, 300_000);

  it('can be sent: there is a request for every one', () => {
    expect(faults).toEqual([]);
    expect(findings.length).toBeGreaterThan(900);
  });

  it('that nobody looks at and nobody refuses has a reason in the table, and the others have none', () => {
    const unread = findings.filter(({ standing }) => standing === 'ignored');
    const told = IGNORED.flatMap(({ members }) => members);
    const isTold = (name: string): boolean => told.includes(name) || told.includes(name.replace(/^\w+\./, '*.'));
    const names = unread.map(({ operation, member }) => `${operation}.${member}`);
    expect(names.filter((name) => !isTold(name))).toEqual([]);
    const found = new Set([...names, ...names.map((name) => name.replace(/^\w+\./, '*.'))]);
    expect(told.filter((name) => !found.has(name))).toEqual([]);
  });

  it('that is a query parameter of S3 is never one that means nothing', async () => {
    const { S3_PARAMETERS } = await import('../../../emulator/s3/query-parameters');
    expect(parameters.filter((name) => name !== 'x-id' && !S3_PARAMETERS.has(name))).toEqual([]);
  });

  it('stands on the page as it was found', () => {
    const page = membersPage(version, findings);
    if (process.env['UPDATE_MEMBERS'] !== undefined) writeFileSync(PAGE, page);
    const written = readFileSync(PAGE, 'utf8');
    // Another botocore has other members; that each of them is read, refused, kept or told of holds for it all the same.
    if (written.includes(`botocore ${version} has`)) expect(written).toBe(page);
  });
});

function requestsFor(claimed: object): readonly MemberRequest[] {
  const script = path.join(__dirname, 'requests.py');
  const { stdout, stderr, status } = spawnSync(PYTHON ?? '', [script], {
    input: JSON.stringify(claimed),
    encoding: 'utf8',
    maxBuffer: 1e9,
  });
  if (status !== 0) throw new Error(stderr);
  const [first = '', ...lines] = stdout.trim().split('\n');
  ({ version, parameters } = JSON.parse(first) as { version: string; parameters: readonly string[] });
  const read = lines.map((line) => JSON.parse(line) as MemberRequest | Fault);
  faults = read.flatMap((one) => ('error' in one ? [one] : []));
  return read.flatMap((one) => ('error' in one ? [] : [one]));
}

async function findOut(
  requests: readonly MemberRequest[],
  create: () => Promise<Subject>,
): Promise<readonly Finding[]> {
  const found: Finding[] = [];
  const order = requests.find(({ operation, in: place }) => operation === 'CreateJob' && place === 'nothing');
  let plain: Outcome | undefined;
  for (const one of requests) {
    // What one request changes, the next must not find.
    const subject = await create();
    try {
      if (one.service === 's3-control' && one.operation !== 'CreateJob' && order !== undefined) {
        await subject.addJob(order.request);
      }
      const outcome = await subject.send(one.service, one.request);
      if (one.in === 'nothing') plain = outcome;
      else found.push({ ...named(one), standing: await standingOf(subject, one, outcome, plain) });
    } finally {
      await subject.close();
    }
  }
  return found;
}

function named({ service, operation, member }: MemberRequest): Omit<Finding, 'standing'> {
  return { service, operation, member };
}

async function standingOf(
  subject: Subject,
  one: MemberRequest,
  outcome: Outcome,
  plain: Outcome | undefined,
): Promise<Finding['standing']> {
  if (outcome.status === 501 && plain?.status !== 501) return 'refused';
  if (isRead(one, outcome.read)) return 'read';
  // An error that the same request has without it would say nothing of the member.
  if (outcome.status >= 400 && outcome.message !== plain?.message) return 'refused';
  return one.in === 'body' && one.request.method === 'PUT' && (await comesBack(subject, one)) ? 'kept' : 'ignored';
}

function isRead({ in: place, name }: MemberRequest, read: ReadonlySet<string>): boolean {
  const seen = [...read];
  switch (place) {
    case 'header':
      return read.has(`header ${name.toLowerCase()}`);
    case 'headers':
      return seen.some((text) => text.startsWith(`header ${name.toLowerCase()}`));
    case 'querystring':
      return read.has(`query ${name}`);
    case 'form':
      return read.has(`form ${name}`);
    case 'body':
      return seen.some((text) => text.startsWith('element ') && text.endsWith(name));
    case 'uri':
    case 'payload':
    case 'nothing':
      return true;
  }
}

/** Whether the configuration that was put has the element when it is read again. */
async function comesBack(subject: Subject, { service, name, request }: MemberRequest): Promise<boolean> {
  const { body } = await subject.send(service, { ...request, method: 'GET', headers: {}, body: '' });
  return new RegExp(`[< ]${name.split('/').at(-1) ?? ''}[ />=]`).test(body);
}
