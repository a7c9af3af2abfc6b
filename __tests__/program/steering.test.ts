// Who may steer the built program: nothing in its folder, and no answer of a server.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { builtProgram } from './built';
import { listeners } from './listening';
import type { Program } from './setup';

const OUTPUTS = ['--outputs', 'outputs.json'];
const JOB = '00e123a4-c0d8-41f4-a0eb-b46f9ba5b07c';
/** Every verb that talks to AWS, as somebody types it. */
const VERBS: readonly (readonly string[])[] = [
  ['plan', ...OUTPUTS],
  ['run', ...OUTPUTS, '--yes'],
  ['copy', 's3://src/folder/', 's3://dst/folder/', '--yes'],
  ['retry', JOB, ...OUTPUTS, '--yes'],
  ['doctor', ...OUTPUTS],
  ['health', ...OUTPUTS],
  ['verify', ...OUTPUTS],
  ['watch', JOB, ...OUTPUTS],
  ['report', JOB, ...OUTPUTS],
  ['list', ...OUTPUTS],
  ['status', JOB, ...OUTPUTS],
  ['confirm', JOB, ...OUTPUTS],
  ['cancel', JOB, ...OUTPUTS],
  ['priority', JOB, '5', ...OUTPUTS],
  ['policy', ...OUTPUTS],
];

const built = builtProgram();
const listen = listeners();

const settings = ({ folder }: Program, runner: unknown, name = 's3-backfill.json'): void =>
  writeFileSync(path.join(folder, name), JSON.stringify({ runner }));

describe('a settings file in the working directory', () => {
  it.each(VERBS.map((words) => [words[0] ?? '', words] as const))(
    'runs no command and chooses no host for %s',
    async (_verb, words) => {
      const program = await built.start(['folder/a']);
      const foreign = await listen((_request, response) => response.writeHead(500).end());
      const out = path.join(program.folder, 'stolen');
      for (const runner of [
        { on_event: `env | grep ^AWS_ > '${out}'` },
        { on_event: foreign.url },
        { endpoint_url: foreign.url },
        { endpoint_url: 'http://attacker.example' },
        { profile: 'admin' },
        { report_file: 'report.html' },
      ]) {
        settings(program, runner);
        // What is asked of AWS would come to the same server.
        const said = await program.run(words, { env: { AWS_ENDPOINT_URL: foreign.url } });
        expect(said).toMatchObject({ exitCode: 2, stdout: '' });
        expect(said.stderr).toContain(`s3-backfill.json was found in the working directory`);
      }
      expect({ stolen: existsSync(out), got: foreign.got }).toEqual({ stolen: false, got: [] });
      expect(existsSync(path.join(program.folder, 'report.html'))).toBe(false);
    },
    60_000,
  );

  it('that is named may do both, and says so; the command sees no credentials that it was not given', async () => {
    const program = await built.start(['folder/a']);
    const out = path.join(program.folder, 'environment');
    settings(program, {
      on_event: `env > '${out}'; cat > /dev/null`,
      endpoint_url: program.environment['AWS_ENDPOINT_URL'],
    });
    const words = ['list', ...OUTPUTS, '--settings', 's3-backfill.json'];
    const env = {
      S3_BACKFILL_SOURCE_EXTERNAL_ID: '',
      AWS_PROFILE_OF_OTHERS: 'x',
      aws_session_token: 'x',
      HARMLESS: 'yes',
    };
    const said = await program.run(words, { env });
    expect(said).toMatchObject({ exitCode: 0 });
    expect(said.stderr).toContain('s3-backfill.json sets endpoint_url = "http://127.0.0.1:');
    expect(said.stderr).toContain('on_event (not shown)');
    const names = (): readonly string[] =>
      readFileSync(out, 'utf8')
        .split('\n')
        .map((line) => line.replace(/=.*$/, ''));
    expect(names().filter((name) => /^(aws|s3_backfill)_/i.test(name))).toEqual([]);
    expect(names()).toContain('HARMLESS');
    await program.run([...words, '--on-event-env', 'AWS_ACCESS_KEY_ID'], { env });
    expect(names().filter((name) => /^(aws|s3_backfill)_/i.test(name))).toEqual(['AWS_ACCESS_KEY_ID']);
  }, 60_000);

  it('that a variable names and that is not there ends it', async () => {
    const program = await built.start([]);
    const said = await program.run(['list', ...OUTPUTS], { env: { S3_BACKFILL_SETTINGS: 'none.json' } });
    expect(said).toMatchObject({ exitCode: 2 });
    expect(said.stderr).toContain("there is no settings file 'none.json'");
  });
});

describe('plain HTTP to another machine', () => {
  const FOREIGN = 'http://s3.attacker.invalid';
  it.each([
    ['--endpoint-url', ['--endpoint-url', FOREIGN], {}],
    ['AWS_ENDPOINT_URL', [], { AWS_ENDPOINT_URL: FOREIGN }],
    ['AWS_ENDPOINT_URL_S3', [], { AWS_ENDPOINT_URL_S3: FOREIGN }],
    ['AWS_ENDPOINT_URL_SSO', [], { AWS_ENDPOINT_URL_SSO: FOREIGN }],
    ['S3_BACKFILL_ENDPOINT_URL', [], { S3_BACKFILL_ENDPOINT_URL: FOREIGN }],
    ['endpoint_url of the profile', [], { AWS_ENDPOINT_URL: '', AWS_CONFIG_FILE: 'aws-config' }],
  ])(
    'by %s is refused with 2, and nothing is sent',
    async (_by, words, env) => {
      const program = await built.start(['folder/a']);
      writeFileSync(path.join(program.folder, 'aws-config'), `[default]\nendpoint_url = ${FOREIGN}\n`);
      for (const verb of [VERBS[0] ?? [], ['list', ...OUTPUTS]]) {
        const said = await program.run([...verb, ...words], { env });
        expect(said).toMatchObject({ exitCode: 2, stdout: '' });
        expect(said.stderr).toContain("requests to 's3.attacker.invalid' would go over plain HTTP");
        expect(said.stderr).toContain('--allow-http');
      }
    },
    60_000,
  );
});

describe('a proxy', () => {
  it('that variables name is not used', async () => {
    const program = await built.start(['folder/a']);
    const proxy = await listen((_request, response) => response.writeHead(500).end());
    const hook = await listen((_request, response) => response.end());
    const names = ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy', 'ALL_PROXY'];
    const env = Object.fromEntries(names.map((name) => [name, proxy.url]));
    expect(await program.run(['list', ...OUTPUTS, '--on-event', hook.url], { env })).toMatchObject({ exitCode: 0 });
    expect({ proxy: proxy.got, hooked: hook.got.length > 0 }).toEqual({ proxy: [], hooked: true });
  });
});

describe('a redirect', () => {
  it.each([301, 302, 303, 307, 308])(
    'of AWS with %i carries nothing to another host',
    async (status) => {
      const program = await built.start(['folder/a']);
      const second = await listen((_request, response) => response.end());
      const elsewhere = `http://localhost:${second.port}`;
      const first = await listen((request, response) =>
        response
          .writeHead(status, {
            location: `${elsewhere}${request.url ?? ''}`,
            'x-amz-bucket-region': 'eu-central-1',
            'content-type': 'application/xml',
          })
          .end(
            request.method === 'HEAD'
              ? undefined
              : `<Error><Code>PermanentRedirect</Code><Message>Moved</Message><Endpoint>localhost:${second.port}</Endpoint></Error>`,
          ),
      );
      const words = ['--endpoint-url', first.url, '--patience-seconds', '0'];
      for (const verb of VERBS) {
        const said = await program.run([...verb, ...words]);
        if (verb[0] !== 'policy') expect(said.exitCode).not.toBe(0);
      }
      expect(first.got.length).toBeGreaterThan(VERBS.length / 2);
      expect(second.got).toEqual([]);
    },
    120_000,
  );

  it.each([301, 302, 303, 307, 308])(
    'of a webhook with %i is not followed, and is said',
    async (status) => {
      const program = await built.start(['folder/a']);
      const second = await listen((_request, response) => response.end());
      const first = await listen((_request, response) =>
        response.writeHead(status, { location: `http://localhost:${second.port}/T0K3N` }).end(),
      );
      const said = await program.run(['list', ...OUTPUTS, '--on-event', `${first.url}/hook`]);
      expect(said).toMatchObject({ exitCode: 0 });
      expect(said.stderr).toContain(`--on-event: it answered ${status}, a redirect, which is not followed`);
      expect(first.got.length).toBeGreaterThan(0);
      expect(second.got).toEqual([]);
    },
    60_000,
  );
});
