// docs/emulator-members.md, made of what was found out about each member.
import { IGNORED } from './ignored-members';

export type Standing = 'read' | 'refused' | 'kept' | 'ignored';

export interface Finding {
  readonly service: string;
  readonly operation: string;
  readonly member: string;
  readonly standing: Standing;
}

const TITLES = { s3: 'S3', 's3-control': 'S3 Control', iam: 'IAM', sts: 'STS' } as const;

export function membersPage(version: string, findings: readonly Finding[]): string {
  const of = (standing: Standing): readonly Finding[] => findings.filter((finding) => finding.standing === standing);
  return [
    '# Members of requests',
    '',
    'What the [local AWS](emulator.md) does with each member of the inputs of S3, S3 Control, IAM and STS operations that it claims: with each header, query parameter, form field and element of a',
    `document that botocore ${version} has for them (${findings.length} without the structures that hold others). This page is made by a test, \`__tests__/emulator/members/members.test.ts\`, which sends each and sees whether it is`,
    'looked at; `UPDATE_MEMBERS=1 npx jest members` makes it anew.',
    '',
    `- **Read** (${of('read').length}): everything that stands nowhere below. It is looked at; what it does is in the tables of the page about the local AWS.`,
    `- **Refused** (${of('refused').length}): answered with 501, or with an error of AWS where the emulator takes fewer values than AWS does.`,
    `- **Kept** (${of('kept').length}): part of a configuration that is stored and comes back as it was put. Object Lock and Block Public Access are looked at when objects and ACLs are written; the others do nothing.`,
    `- **Ignored** (${of('ignored').length}): means nothing here, for the reason that is given.`,
    '',
    'Headers that begin with `x-amz-` and that AWS has no name for mean nothing; they have to be signed all the same.',
    '',
    '## Ignored',
    '',
    '| member | why |',
    '| --- | --- |',
    ...IGNORED.map(({ members, why }) => `| ${members.map((member) => `\`${member}\``).join(', ')} | ${why} |`),
    '',
    '## Refused',
    '',
    ...sections(of('refused')),
    '## Kept',
    '',
    ...sections(of('kept')),
  ].join('\n');
}

function sections(findings: readonly Finding[]): readonly string[] {
  const lines = new Map<string, string[]>();
  for (const { service, operation, member } of findings) {
    const name = `${TITLES[service as keyof typeof TITLES]} ${operation}`;
    lines.set(name, [...(lines.get(name) ?? []), `\`${member}\``]);
  }
  return [...[...lines].map(([name, members]) => `- ${name}: ${members.join(', ')}`), ''];
}
