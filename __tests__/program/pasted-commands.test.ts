/** @group outside */
// Every command that the program shows, with prefixes, keys, profiles and paths that a shell would read otherwise: a shell starts the one
// program that is meant, with the words that are meant.
import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';
import { control } from '../emulator/control/control-client';
import { builtProgram } from './built';
import { JOB_POLICY, type Program, type RunOptions, type Said } from './setup';
import { commandsIn, SHELLS, stubs, textsIn } from './shown-commands';

const built = builtProgram();

const ALL = `a $(touch pwned) \`touch pwned\`; touch pwned & touch pwned | touch pwned > pwned " $HOME \${HOME} * ? ~ !! \\ # 'b`;
const LINES = "x'\ntouch pwned\n$(touch pwned)\n";
const DASH = '-rf $(touch pwned) {{x}} \u202e\u0007::error::';

/** Nothing in it means anything to a shell. */
const PLAIN = /^[\w@%+:,./={}-]*$/;

interface Shown {
  /** Begins at least one of the commands, and the hostile text stands in one that begins so. */
  readonly starts: readonly string[];
  readonly keys?: (text: string) => readonly string[];
  readonly arrange?: (program: Program, text: string) => Promise<void> | void;
  readonly ask: (text: string) => readonly string[];
  readonly options?: (program: Program, text: string) => RunOptions;
  readonly values?: readonly string[];
}

const RUN = ['run', '--poll-seconds', '0.02', '--checks', 'basic', '--survey', 'none', '--retries', '0'];
const below = (text: string): readonly string[] => [`folder/${text}`];
const inside = ({ folder }: Program, name: string): string => path.join(folder, name);

async function denyJob({ iam }: Program): Promise<void> {
  const PolicyDocument = JOB_POLICY.replace('arn:aws:s3:::src/*', 'arn:aws:s3:::src');
  await iam.send(new PutRolePolicyCommand({ RoleName: 'job', PolicyName: 'all', PolicyDocument }));
}

/** The keys of the emulator, as a profile. No name of a profile is more than a line, or has brackets. */
function profiled(program: Program, text: string): RunOptions {
  const { AWS_ACCESS_KEY_ID: id = '', AWS_SECRET_ACCESS_KEY: secret = '' } = program.environment;
  const lines = [`[${text}]`, `aws_access_key_id = ${id}`, `aws_secret_access_key = ${secret}`];
  writeFileSync(inside(program, 'config'), lines.join('\n'));
  return { env: { AWS_SHARED_CREDENTIALS_FILE: 'config', AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' } };
}

const PROFILE = "a $(touch pwned) `touch pwned` | 'b";

const SHOWN: Readonly<Record<string, Shown>> = {
  'a plan': {
    starts: ['s3-backfill run'],
    keys: below,
    ask: (text) => ['plan', '--checks', 'basic', '--prefix', `folder/${text}`, '--outputs', 'outputs.json'],
  },
  'outputs by another name': {
    starts: ['s3-backfill run'],
    keys: () => ['folder/a'],
    arrange: (program, text) => renameSync(inside(program, 'outputs.json'), inside(program, text.replaceAll('/', ''))),
    ask: (text) => ['plan', '--checks', 'basic', `--outputs=${text.replaceAll('/', '')}`],
  },
  'the doctor, with nothing wrong': {
    starts: ['s3-backfill run'],
    keys: below,
    ask: (text) => ['doctor', '--prefix', `folder/${text}`, '--outputs', 'outputs.json'],
  },
  'the doctor, with an archived object': {
    starts: ['aws s3api restore-object', 'aws s3api copy-object'],
    arrange: async ({ s3 }, text) => {
      await s3.send(new PutObjectCommand({ Bucket: 'src', Key: `folder/${text}`, Body: 'x', StorageClass: 'GLACIER' }));
    },
    ask: () => ['doctor', '--outputs', 'outputs.json'],
  },
  'a canary that cannot be removed': {
    starts: ['aws s3api delete-object'],
    keys: below,
    arrange: async ({ running }) => {
      await control(running, 'POST', 'faults', [{ operation: 's3:DeleteObject', error: 'AccessDenied' }]);
    },
    ask: (text) => [
      'doctor',
      '--canary',
      '--canary-wait',
      '20',
      '--prefix',
      `folder/${text}`,
      '--outputs',
      'outputs.json',
    ],
  },
  'a run whose tasks fail': {
    starts: ['s3-backfill doctor'],
    keys: below,
    arrange: denyJob,
    ask: (text) => [...RUN, '--prefix', `folder/${text}`, '--outputs', 'outputs.json'],
  },
  'a run of a profile that is left': {
    starts: ['s3-backfill watch'],
    values: [PROFILE],
    keys: () => ['folder/a'],
    ask: (text) => [...RUN, '--detach', '--profile', text, '--outputs', 'outputs.json'],
    options: profiled,
  },
  'a run that waits for confirmation': {
    starts: ['s3-backfill confirm', 's3-backfill cancel'],
    values: [PROFILE],
    keys: () => ['folder/a'],
    ask: (text) => [...RUN, '--confirm-up-to', '0', '--timeout', '3', '--profile', text, '--outputs', 'outputs.json'],
    options: profiled,
  },
  'a comparison that lacks what was replicated before': {
    starts: ['s3-backfill run'],
    arrange: async ({ s3, running }, text) => {
      const Key = `folder/${text}`;
      const { VersionId } = await s3.send(new PutObjectCommand({ Bucket: 'src', Key, Body: 'x' }));
      await running.emulator.idle();
      await s3.send(new DeleteObjectCommand({ Bucket: 'dst', Key, VersionId }));
    },
    ask: (text) => [...RUN, '--prefix', `folder/${text}`, '--outputs', 'outputs.json'],
  },
  'a packed list': {
    starts: ['gunzip -c'],
    arrange: (program, text) => writeFileSync(inside(program, text), Buffer.from([31, 139, 8, 0])),
    ask: (text) => ['plan', `--manifest=${text}`, '--outputs', 'outputs.json'],
    keys: () => ['folder/a'],
  },
  'two handoffs in one file': {
    starts: ['s3-backfill plan --stack'],
    values: [ALL, DASH, LINES.trimEnd()],
    arrange: (program, text) => {
      const { s3_backfill: handoff } = JSON.parse(readFileSync(inside(program, 'outputs.json'), 'utf8')) as {
        s3_backfill: { value: unknown };
      };
      const stacks = { [text]: { s3_backfill: handoff.value }, other: { s3_backfill: handoff.value } };
      writeFileSync(inside(program, 'o.json'), JSON.stringify(stacks));
    },
    ask: () => ['plan', '--outputs', 'o.json'],
  },
  'a sensitive output': {
    starts: ['terraform output'],
    arrange: (program, text) =>
      writeFileSync(
        inside(program, 'o.json'),
        JSON.stringify({ [`s3_backfill_${text}`]: { sensitive: true, value: '<sensitive>' } }),
      ),
    ask: () => ['plan', '--outputs', 'o.json'],
  },
  'a recommendation': {
    starts: ['s3-backfill run'],
    keys: below,
    ask: (text) => [
      ...['recommend', '--source-bucket', 'src', '--destination-bucket', 'dst'],
      ...['--prefix', `folder/${text}`, '--region', 'us-east-1'],
    ],
    options: () => ({ env: { AWS_REGION: 'us-east-1' } }),
  },
  'a profile that signs in elsewhere': {
    starts: ['aws sso login', 'aws sts get-caller-identity'],
    values: [PROFILE],
    arrange: (program, text) =>
      writeFileSync(
        inside(program, 'config'),
        `[profile ${text}]\nsso_start_url = https://127.0.0.1/\nsso_region = us-east-1\nsso_account_id = 111122223333\nsso_role_name = x\n`,
      ),
    ask: (text) => ['list', '--region', 'us-east-1', '--profile', text],
    options: () => ({ env: { AWS_CONFIG_FILE: 'config', AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' } }),
  },
};

function saidTexts({ stdout, stderr }: Said): readonly string[] {
  const events = stdout.split('\n').filter((line) => line.startsWith('{'));
  return [...events.flatMap((line) => textsIn(JSON.parse(line) as unknown)), ...stderr.split('\n')];
}

/** The word itself, the value of a flag, or a text in JSON. */
function valuesOf(word: string): readonly string[] {
  if (word.startsWith('{')) return textsIn(JSON.parse(word) as unknown);
  const [, value] = /^--[a-z-]+=([\s\S]*)$/.exec(word) ?? [];
  return [value ?? word];
}

describe.each(Object.entries(SHOWN))('%s', (_name, shown) => {
  it.each(shown.values ?? [ALL, LINES, DASH])(
    'shows commands of which every shell makes what is meant: %j',
    async (text) => {
      const { starts, keys = () => [], arrange, ask, options } = shown;
      const program = await built.start(keys(text), { timing: { jobStateMs: 20 } });
      await arrange?.(program, text);
      const said = await program.run([...ask(text), '--output', 'json'], options?.(program, text) ?? {});
      const commands = [...new Set(saidTexts(said).flatMap(commandsIn))];
      // The program takes what it shows: once for each place.
      const isRun = text !== LINES && text !== DASH;
      const started = stubs(program.folder);
      const all = SHELLS.map((shell) =>
        commands.map((command) => {
          const found = started(shell, command);
          expect([command, found.length]).toEqual([command, 1]);
          return found[0];
        }),
      );
      for (const one of all) expect(one).toEqual(all[0]);
      const lines = (all[0] ?? []).map((one) => [one?.program ?? '', ...(one?.words ?? [])]);
      for (const word of lines.flat().flatMap(valuesOf))
        if (!PLAIN.test(word)) expect(word).toContain(text.replaceAll('/', ''));
      for (const [name, ...words] of isRun ? lines.filter(([name]) => name === 's3-backfill') : []) {
        // A sentence may go on behind it.
        const again = await program.run(words.slice(0, words.findLastIndex((word) => word.startsWith('--')) + 2), {
          env: { ...options?.(program, text).env, S3_BACKFILL_POLL_SECONDS: '0.02', S3_BACKFILL_DETACH: 'true' },
        });
        expect([name, ...words, again.stderr]).toEqual([
          name,
          ...words,
          expect.not.stringMatching(/has no flag|unknown|is no command|given twice/i),
        ]);
      }
      for (const start of starts) {
        const ours = lines.filter((line) => line.join(' ').startsWith(start));
        if (
          !ours
            .flat()
            .flatMap(valuesOf)
            .some((word) => word.includes(text))
        )
          throw new Error(
            `no '${start}' with ${JSON.stringify(text)} in ${JSON.stringify(lines)}:\n${said.stdout}${said.stderr}`,
          );
      }
    },
  );
});

/** Whoever makes command lines, and the scenario above that shows them; `words`: of names that AWS gives, held by the words themselves. */
const HELD: Readonly<Record<string, string>> = {
  'runner/aws/configuration/credential-remedies.ts': 'a profile that signs in elsewhere',
  'runner/canary/canary-object.ts': 'a canary that cannot be removed',
  'runner/canary/canary.ts': 'words',
  'runner/checks/athena/athena-tables.ts': 'words',
  'runner/checks/athena/athena-workgroup.ts': 'words',
  'runner/checks/buckets/bucket-kinds.ts': 'words',
  'runner/checks/caller/account.ts': 'words',
  'runner/checks/caller/second-factor.ts': 'words',
  'runner/checks/keys/key-state.ts': 'words',
  'runner/checks/keys/kms-keys.ts': 'words',
  'runner/checks/roles/role-here.ts': 'words',
  'runner/checks/rules/replication-configuration.ts': 'words',
  'runner/checks/rules/rule-coverage.ts': 'words',
  'runner/checks/source/prefix.ts': 'words',
  'runner/checks/source/source-owner.ts': 'words',
  'runner/patches/bucket-patches.ts': 'words',
  'runner/patches/refusal-words.ts': 'words',
  'runner/checks/buckets/versioning.ts': 'words',
  'runner/checks/caller/destination-identity.ts': 'words',
  'runner/checks/destination/destination-bucket.ts': 'words',
  'runner/checks/destination/destination-settings.ts': 'words',
  'runner/checks/destination/replicas.ts': 'words',
  'runner/checks/source/source-bucket.ts': 'words',
  'runner/checks/source/source-objects.ts': 'the doctor, with an archived object',
  'runner/checks/datasync/sync-task-state.ts': 'words',
  'runner/checks/inventory/inventory-configuration.ts': 'words',
  'runner/checks/inventory/inventory-delivery.ts': 'words',
  'runner/checks/inventory/inventory-functions.ts': 'words',
  'runner/checks/inventory/inventory-newest.ts': 'words',
  'runner/checks/inventory/inventory-queues.ts': 'words',
  'runner/checks/copy/copy-acls.ts': 'words',
  'runner/checks/copy/copy-buckets.ts': 'words',
  'runner/checks/copy/copy-keys.ts': 'words',
  'runner/checks/copy/copy-listing.ts': 'words',
  'runner/checks/copy/copy-place.ts': 'words',
  'runner/checks/copy/copy-prefix.ts': 'words',
  'runner/checks/copy/copy-versioning.ts': 'words',
  'runner/cli/start-plan.ts': 'words',
  'runner/methods/copy/engine/parts/discard.ts': 'words',
  'runner/methods/copy/prepare.ts': 'words',
  'runner/methods/driven/method.ts': 'words',
  'runner/methods/inventory/runs/run-words.ts': 'words',
  'runner/methods/driven/run-tool.ts': 'words',
  'runner/methods/driven/script.ts': 'words',
  'runner/cli/again/command-again.ts': 'a plan',
  'runner/cli/again/same-asking.ts': 'words',
  'runner/cli/start.ts': 'a run of a profile that is left',
  'runner/cli/words-shown.ts': 'a run whose tasks fail',
  'runner/evidence/manifest-file.ts': 'a packed list',
  'runner/methods/batch-jobs/jobs/not-our-job.ts': 'words',
  'runner/patches/commands.ts': 'the doctor, with an archived object',
  'runner/patches/role-text.ts': 'words',
  'runner/library/given.ts': 'words',
  'runner/recommend/start-of.ts': 'a recommendation',
  'runner/signing/signature.ts': 'words',
  'runner/target/handoff-search.ts': 'a sensitive output',
};

const ROOT = path.resolve(__dirname, '../..');
const SOURCES = readdirSync(path.join(ROOT, 'runner'), { recursive: true })
  .map((name) => `runner/${String(name)}`)
  .filter((name) => name.endsWith('.ts') && name !== 'runner/text/shell-command.ts');

/** A template, with `\0` for what is put into it that is no whole command. */
function templatesIn(source: string): readonly string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTemplateExpression(node)) {
      const parts = node.templateSpans.map(({ expression, literal }) => {
        const isCommand =
          ts.isCallExpression(expression) &&
          /(?:^|\.)(?:shellCommand|command|comeBack)$/.test(expression.expression.getText());
        return `${isCommand ? 'command' : '\0'}${literal.text}`;
      });
      found.push(`${node.head.text}${parts.join('')}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('source.ts', source, ts.ScriptTarget.Latest, true));
  return found;
}

describe('a command line', () => {
  it('is made in places that are known, each shown above', () => {
    const makers = SOURCES.filter((name) =>
      /\b(?:shellCommand|commands|awsFlags)\(/.test(readFileSync(path.join(ROOT, name), 'utf8')),
    );
    expect(makers.filter((name) => HELD[name] === undefined)).toEqual([]);
    expect(Object.keys(HELD).filter((name) => !makers.includes(name))).toEqual([]);
    expect(Object.values(HELD).filter((name) => name !== 'words' && SHOWN[name] === undefined)).toEqual([]);
  });

  it('is nowhere put together from text', () => {
    const put = SOURCES.flatMap((name) =>
      templatesIn(readFileSync(path.join(ROOT, name), 'utf8'))
        .filter((text) => commandsIn(text).some((command) => command.includes('\0')))
        .map((text) => [name, text]),
    );
    expect(put).toEqual([]);
    expect(templatesIn('const x = `aws s3 rm ${y}`').flatMap(commandsIn)).toEqual(['aws s3 rm \0']);
  });
});
