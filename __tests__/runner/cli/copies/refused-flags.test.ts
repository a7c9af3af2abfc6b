// Every flag of the verbs that plan, run, look and compare, beside every method: heeded, or refused before anything is asked.
import { describe, expect, it } from '@jest/globals';
import { VERBS } from '../../../../runner/cli/cli';
import { refuseUncompared, refuseUnheeded } from '../../../../runner/cli/copies/refused-flags';
import type { Flag } from '../../../../runner/cli/flags/flag';
import { METHODS, type MethodName } from '../../../../runner/methods/registry';
import { RunnerError } from '../../../../runner/ports/errors';
import { program, setup } from '../../fakes/fake-world';

const NAMES = Object.keys(METHODS) as readonly MethodName[];
const JOBS = ['batch-replication', 'batch-copy'] as const;
const SERVED = [...JOBS, 'datasync'] as const;
const LISTED = [...SERVED, 'inventory'] as const;
const COPIES = ['batch-copy', 'copy', 'datasync', 'rclone', 'aws-cli'] as const;
const CHOSEN = [...COPIES, 'inventory'] as const;
const CLASSED = ['batch-copy', 'copy', 'rclone', 'aws-cli'] as const;
const HERE = ['copy', 'rclone', 'aws-cli'] as const;
const DRIVEN = ['rclone', 'aws-cli'] as const;

/** Who heeds it, of the flags that not all methods heed. */
const HEEDED_BY: Readonly<Record<string, readonly MethodName[]>> = {
  'always-create': ['batch-replication'],
  'rule-wait-seconds': ['batch-replication'],
  canary: ['batch-replication'],
  'canary-wait': ['batch-replication'],
  'version-id': ['batch-replication'],
  'replication-status': ['batch-replication'],
  'latest-only': ['batch-replication'],
  encryption: ['batch-replication'],
  'survey-limit': ['batch-replication'],
  'role-arn': JOBS,
  'task-arn': ['datasync'],
  'report-bucket': SERVED,
  'report-prefix': SERVED,
  'report-wait-seconds': SERVED,
  'manifest-bucket': SERVED,
  'manifest-prefix': SERVED,
  priority: JOBS,
  'job-tags': JOBS,
  detach: LISTED,
  'confirm-up-to': [...JOBS, 'inventory'],
  'from-listing': ['inventory'],
  retries: [...SERVED, ...DRIVEN],
  'fail-on-empty': [...JOBS, 'copy', 'inventory'],
  'print-command': DRIVEN,
  out: [...SERVED, 'copy'],
  'created-after': [...LISTED, 'copy'],
  'created-before': [...LISTED, 'copy'],
  'storage-class': [...LISTED, 'copy'],
  suffix: [...LISTED, 'copy'],
  substring: [...LISTED, 'copy'],
  match: [...LISTED, 'copy'],
  tag: [...LISTED, 'copy'],
  'larger-than': [...LISTED, 'copy', 'rclone'],
  'smaller-than': [...LISTED, 'copy', 'rclone'],
  'destination-bucket': COPIES,
  'destination-prefix': COPIES,
  include: CHOSEN,
  exclude: CHOSEN,
  keys: CHOSEN,
  overwrite: COPIES,
  annotations: ['copy', 'aws-cli', 'batch-copy'],
  'destination-storage-class': CLASSED,
  'destination-encryption': CLASSED,
  'destination-kms-key': CLASSED,
  'destination-header': ['batch-copy', 'copy'],
  'destination-metadata': ['batch-copy', 'copy'],
  'destination-tag': ['batch-copy', 'copy'],
  'without-tags': ['batch-copy', 'copy'],
  'all-versions': ['copy'],
  keep: ['copy'],
  delete: ['copy'],
  'max-delete': ['copy'],
  restored: ['copy', 'aws-cli'],
  'parts-above': ['copy'],
  'max-workers': HERE,
  'max-requests-per-second': ['copy', 'rclone'],
  'max-bandwidth': ['copy', 'datasync'],
  route: [...JOBS, 'copy'],
  'restore-tier': [...JOBS, 'copy'],
  'restore-days': [...JOBS, 'copy'],
};

/** Flags that every method heeds. */
const HEEDED_BY_ALL = [
  ...['settings', 'outputs', 'stack', 'region', 'account-id', 'profile', 'source-profile', 'source-role-arn'],
  ...['source-external-id', 'endpoint-url', 'allow-http', 'patience-seconds', 'output', 'destination-profile'],
  ...['destination-role-arn', 'destination-external-id', 'quiet', 'verbose', 'on-event', 'on-event-env'],
  ...[
    'report-file',
    'certificate',
    'sign-with',
    'method',
    'source-bucket',
    'prefix',
    'allow-empty',
    'key',
    'manifest',
    'survey',
  ],
  ...['max-objects', 'max-cost', 'prices', 'checks', 'poll-seconds', 'timeout', 'yes', 'verify', 'allow-other-target'],
  ...['fleet'],
];

const flags = new Map<string, Flag>(
  ['plan', 'run', 'doctor'].flatMap((verb) => Object.entries(VERBS[verb]?.flags ?? {})),
);

/** A value that says something. */
function valueOf(name: string, { takes, choices = [], repeatable }: Flag): unknown {
  if (takes === 'nothing') return name !== 'job-tags';
  const text = choices.at(-1) ?? 'x';
  return repeatable === true ? [text] : takes === 'number' ? 1 : text;
}

function isRefused(name: string, value: unknown, method: MethodName): boolean {
  try {
    refuseUnheeded({ [name]: value, method });
    return false;
  } catch (error) {
    expect(error).toBeInstanceOf(RunnerError);
    expect((error as RunnerError).message).toMatch(
      new RegExp(`^--(?:no-)?${name}.* is not for --method ${method}: \\S.*\\S$`),
    );
    return true;
  }
}

describe('a flag', () => {
  it('is known here, whatever the verb', () => {
    expect([...flags.keys()].sort()).toEqual([...HEEDED_BY_ALL, ...Object.keys(HEEDED_BY)].sort());
  });

  it.each(NAMES)('is heeded by %s, or refused', (method) => {
    const values = { 'destination-encryption': 'aws:kms', annotations: 'copy' } as Readonly<Record<string, unknown>>;
    const refused = [...flags].filter(([name, flag]) => isRefused(name, values[name] ?? valueOf(name, flag), method));
    const heeded = (name: string): boolean => HEEDED_BY[name]?.includes(method) ?? HEEDED_BY_ALL.includes(name);
    expect(refused.map(([name]) => name)).toEqual([...flags.keys()].filter((name) => !heeded(name)));
  });

  it.each<readonly [string, string, readonly MethodName[]]>([
    ['survey', 'inventory:s3://b/manifest.json', ['batch-replication']],
    ['annotations', 'exclude', ['copy', 'aws-cli']],
    ['destination-encryption', 'aws:kms:dsse', ['copy', 'rclone', 'aws-cli']],
  ])('--%s %s is heeded by some', (name, value, heeding) => {
    expect(NAMES.filter((method) => !isRefused(name, value, method))).toEqual(heeding);
  });

  it.each(NAMES)('that %s does not heed is refused before AWS is asked anything', async (method) => {
    const [name = ''] = Object.entries(HEEDED_BY).find(([, by]) => !by.includes(method)) ?? [];
    const flag = flags.get(name);
    const given = setup();
    let connections = 0;
    given.between = (aws) => {
      connections += 1;
      return aws;
    };
    const word = flag?.takes === 'nothing' ? [`--${name}`] : [`--${name}`, flag?.takes === 'number' ? '1' : 'x'];
    for (const verb of ['plan', 'run', 'doctor']) {
      if (VERBS[verb]?.flags[name] === undefined) continue;
      const said = await program(given, verb, '--method', method, '--source-bucket', 'src', ...word);
      expect([said.code, said.stderr]).toEqual([2, expect.stringContaining(`is not for --method ${method}`)]);
    }
    expect(connections).toBe(0);
  });
});

describe('a comparison', () => {
  const compared = Object.entries(VERBS['verify']?.flags ?? {});
  const REFUSED: Readonly<Record<MethodName, readonly string[]>> = {
    'batch-replication': [
      ...['destination-prefix', 'keep', 'destination-storage-class', 'destination-header', 'destination-metadata'],
      ...['destination-tag', 'without-tags', 'all-versions', 'keys', 'created-after', 'created-before'],
      ...['larger-than', 'smaller-than'],
      ...['storage-class', 'suffix', 'substring', 'match', 'tag', 'exclude', 'include'],
    ],
    'batch-copy': ['all-versions', 'report', 'wait'],
    copy: ['report', 'wait'],
    datasync: ['all-versions', 'report', 'wait'],
    inventory: ['all-versions', 'report', 'wait'],
    rclone: ['all-versions', 'report', 'wait'],
    'aws-cli': ['all-versions', 'report', 'wait'],
  };

  it.each(NAMES)('of %s refuses what it does not heed', (method) => {
    const refused = compared.filter(([name, flag]) => {
      try {
        refuseUncompared({ [name]: valueOf(name, flag), method: name === 'method' ? undefined : method });
        return false;
      } catch (error) {
        expect((error as RunnerError).message).toMatch(
          new RegExp(`^--${name} is not for verify --method ${method}: \\S.*\\S$`),
        );
        return true;
      }
    });
    expect(refused.map(([name]) => name)).toEqual(REFUSED[method]);
  });
});
