/** @group outside */
// --sign-with and verify-certificate, by the program as it is shipped; OpenSSL, which knows nothing of it, checks the same files.
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CreateAliasCommand, CreateKeyCommand, DisableKeyCommand, type KeySpec } from '@aws-sdk/client-kms';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { destroyKmsClients, kmsClient } from '../emulator/kms/kms-client';
import { builtProgram } from './built';
import type { Program, Said } from './setup';

const built = builtProgram();
let program: Program;

const at = (name: string): string => path.join(program.folder, name);
const openssl = (...words: readonly string[]): string =>
  execFileSync('openssl', words, { cwd: program.folder, encoding: 'utf8', stdio: 'pipe', timeout: 20_000 });
const opensslFails = (...words: readonly string[]): boolean => {
  try {
    openssl(...words);
    return false;
  } catch {
    return true;
  }
};

/** A pair of keys as anybody makes one. */
function pair(name = 'key'): void {
  openssl('genpkey', '-algorithm', 'ed25519', '-out', `${name}.pem`);
  chmodSync(at(`${name}.pem`), 0o600);
  openssl('pkey', '-in', `${name}.pem`, '-pubout', '-out', `${name}.pub.pem`);
}

const verify = (...flags: readonly string[]): Promise<Said> =>
  program.run(['verify', '--outputs', 'outputs.json', ...flags]);
const check = (...words: readonly string[]): Promise<Said> => program.run(['verify-certificate', ...words]);

/** Nothing lies there, and nothing is missing: what a certificate says does not matter here. */
beforeEach(async () => {
  program = await built.start(['folder/a', 'other/b']);
});

/** Without its private key in a word of it. */
function expectNoSecret({ stdout, stderr }: Said): void {
  const [, body = ''] = readFileSync(at('key.pem'), 'utf8').split('\n');
  expect(body).toMatch(/^[\w+/=]{40,}$/);
  expect(stdout + stderr).not.toContain(body);
  expect(stdout + stderr).not.toContain('PRIVATE KEY');
}

describe('a certificate that is signed by a key in a file', () => {
  it.each(['certificate.json', 'certificate.html', 'certificate.md'])(
    '%s is checked by its public key, here and by openssl, and every change is found',
    async (file) => {
      pair();
      const said = await verify('--certificate', file, '--sign-with', 'key.pem', '--verbose');
      expect(said.exitCode).toBe(1);
      expect(said.stderr).toContain(`certificate signed by the Ed25519 key`);
      expectNoSecret(said);
      const checked = await check(file, '--public-key', 'key.pub.pem', '--verbose');
      expect(checked).toMatchObject({
        exitCode: 0,
        stdout: expect.stringMatching(/signed by the key with the SHA-256 \w{64}/),
      });
      const told = openssl('pkey', '-pubin', '-in', 'key.pub.pem', '-outform', 'DER', '-out', 'key.der');
      expect(told).toBe('');
      expect(checked.stdout).toContain(openssl('dgst', '-sha256', '-r', 'key.der').split(' ')[0]);
      const [, command = ''] = /the same without this program: (openssl .*)/.exec(checked.stderr) ?? [];
      const words = command.split(' ').slice(1);
      // By the file that was named, so that it works as it is pasted anywhere.
      expect(words).toContain(at('key.pub.pem'));
      expect(openssl(...words)).toContain('Signature Verified Successfully');

      const bytes = readFileSync(at(file));
      for (const index of file.endsWith('.json') ? [0, bytes.length - 1] : [bytes.length >> 1]) {
        const other = Buffer.from(bytes);
        other[index] = (other[index] ?? 0) ^ 1;
        writeFileSync(at(file), other);
        expect(await check(file, '--public-key', 'key.pub.pem')).toMatchObject({ exitCode: 1 });
        expect(opensslFails(...words)).toBe(true);
      }
      writeFileSync(at(file), bytes);
      pair('other');
      const another = await check(file, '--public-key', 'other.pub.pem');
      expect(another).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('its signature does not hold') });
    },
  );

  it('is called signed by nobody while no key is named, or no signature lies beside it', async () => {
    pair();
    await verify('--certificate', 'c.json', '--sign-with', 'key.pem');
    const unnamed = await check('c.json');
    expect(unnamed).toMatchObject({ exitCode: 5, stdout: expect.stringContaining("nobody's signature was checked") });
    await verify('--certificate', 'plain.json');
    expect(existsSync(at('plain.json.sig'))).toBe(false);
    const plain = await check('plain.json', '--public-key', 'key.pub.pem');
    expect(plain).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('it is not signed') });
    expect(readFileSync(at('plain.json'), 'utf8')).not.toMatch(/sign/i);
    expect(await check('none.json')).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('is not there') });
  });

  it('names the evidence that was kept for it, whose digests are computed again', async () => {
    pair();
    const signing = ['--certificate', 'c.json', '--sign-with', 'key.pem'];
    await verify(...signing, '--evidence', 'kept');
    const held = await check('c.json', '--evidence', 'kept', '--public-key', 'key.pub.pem', '--verbose');
    expect(held).toMatchObject({
      exitCode: 0,
      stderr: expect.stringContaining('each with the SHA-256 that the certificate'),
    });
    expect(await check('c.json', '--evidence', 'kept')).toMatchObject({ exitCode: 0 });
    // Nobody has signed these, and the files are those that they name.
    const text = readFileSync(at('c.json'), 'utf8');
    await verify('--certificate', 'other.json');
    const kept = (JSON.parse(text) as { kept: unknown }).kept;
    const forged = [
      text
        .replaceAll('"answer":"incomplete"', '"answer":"complete"')
        .replaceAll('"missing":1', '"missing":0')
        .replaceAll('"same":0', '"same":1')
        .replace(/"findings":\[.*?\],"byPrefix"/, '"findings":[],"byPrefix"'),
      text.replace(/("finding":"missing","reason":)"[a-z-]+"/, '$1"archived"'),
      text.replace('"bucket":"src"', '"bucket":"else"'),
      text.replace(/"sha256":"[0-9a-f]{64}","lines"/, `"sha256":"${'0'.repeat(64)}","lines"`),
      JSON.stringify({ ...(JSON.parse(readFileSync(at('other.json'), 'utf8')) as object), kept }),
    ];
    for (const other of forged) {
      writeFileSync(at('forged.json'), other);
      const said = await check('forged.json', '--evidence', 'kept');
      expect(said).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/of the evidence/) });
    }
    // A page names no evidence that could be held against it, whoever has signed it.
    await verify('--certificate', 'c.html', '--sign-with', 'key.pem');
    expect(await check('c.html', '--evidence', 'kept', '--public-key', 'key.pub.pem')).toMatchObject({
      exitCode: 5,
      stderr: expect.stringContaining('nothing says which evidence is its; one in .json does'),
    });
    const [name = ''] = readdirSync(at('kept')).filter((file) => file.endsWith('.parquet'));
    const bytes = readFileSync(at(`kept/${name}`));
    bytes[4] = (bytes[4] ?? 0) ^ 1;
    writeFileSync(at(`kept/${name}`), bytes);
    const changed = await check('c.json', '--evidence', 'kept', '--public-key', 'key.pub.pem');
    expect(changed).toMatchObject({ exitCode: 1, stderr: expect.stringContaining(`${name}: it was changed`) });
    rmSync(at(`kept/${name}`));
    const gone = await check('c.json', '--evidence', 'kept');
    expect(gone).toMatchObject({ exitCode: 1, stderr: expect.stringContaining(`${name}: it is not there`) });
    await verify(...signing);
    const none = await check('c.json', '--evidence', 'kept');
    expect(none).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('the certificate names no kept evidence'),
    });
  });

  it('is not written over the key that signs it, and waits for no signature in a pipe', async () => {
    pair('key');
    const key = readFileSync(at('key.pem'));
    writeFileSync(at('key.json'), key, { mode: 0o600 });
    const said = await verify('--certificate', 'key.json', '--sign-with', 'key.json');
    expect(said).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('--certificate and --sign-with both name'),
    });
    expect(readFileSync(at('key.json'))).toEqual(key);
    await verify('--certificate', 'c.json');
    execFileSync('mkfifo', [at('c.json.sig')], { timeout: 5_000 });
    const checked = await check('c.json', '--public-key', 'key.pub.pem');
    expect(checked).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('it is not signed') });
  });

  it('has to have the form of one, and numbers that add up, whoever has signed it', async () => {
    await verify('--certificate', 'c.json');
    const text = readFileSync(at('c.json'), 'utf8');
    for (const [other, fault] of [
      [text.replace('"missing":1', '"missing":0'), '1 versions were compared, and 0 are told of'],
      [text.replace('"version":2', '"version":2,"version":2'), "it says 'version' twice"],
      [
        text.replace('"answer":"incomplete"', '"answer":"complete"'),
        'its answer is complete, and that of its comparisons incomplete',
      ],
      [
        text.replaceAll('"answer":"incomplete"', '"answer":"complete"'),
        'its answer is complete, and what it tells is not',
      ],
      [text.replace(/("byPrefix":\[\{[^}]*"missing":)1/, '$17'), 'prefixes have other sums than all together'],
      [text.replace(/("byClass":\[\{[^}]*"same":)0/, '$17'), 'storage classes have other sums than all together'],
      [text.replace('"endedAt":"2', '"endedAt":"1'), 'it has ended before it has begun'],
      [text.replace('"answer"', '"answers"'), 'Unrecognized key: "answers"'],
      [`\uFEFF${text}`, 'it is no JSON in UTF-8'],
    ] as const) {
      writeFileSync(at('c.json'), other);
      expect(await check('c.json')).toMatchObject({ exitCode: 1, stderr: expect.stringContaining(fault) });
    }
  });

  it('names a key that can sign before anything is asked of AWS', async () => {
    pair();
    openssl('genpkey', '-algorithm', 'RSA', '-out', 'rsa.pem');
    chmodSync(at('rsa.pem'), 0o600);
    openssl('genpkey', '-algorithm', 'ed25519', '-aes256', '-pass', 'pass:words', '-out', 'locked.pem');
    chmodSync(at('locked.pem'), 0o600);
    const before = program.running.log.length;
    const run = (key: string, ...flags: readonly string[]): Promise<Said> =>
      program.run(['run', '--outputs', 'outputs.json', '--sign-with', key, ...flags]);
    for (const [key, fault] of [
      ['none.pem', 'is not there; an Ed25519 private key in PEM, or the ARN or alias/… of a key of KMS is allowed'],
      ['rsa.pem', 'holds a key of rsa; an Ed25519 private key is allowed'],
      ['locked.pem', 'holds no private key in PEM that can be read without a passphrase'],
      ['key.pub.pem', 'holds no private key in PEM'],
    ] as const) {
      const said = await run(key, '--certificate', 'c.json');
      expect(said).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(fault) });
    }
    expect(await run('key.pem')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('without --certificate'),
    });
    chmodSync(at('key.pem'), 0o640);
    const open = await run('key.pem', '--certificate', 'c.json');
    expect(open).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('others than its owner may read') });
    expectNoSecret(open);
    expect(program.running.log.length).toBe(before);
  });
});

describe('a certificate that is signed by a key of KMS', () => {
  it.each<readonly [KeySpec, string]>([
    ['ECC_NIST_P256', '-sha256'],
    ['ECC_NIST_P384', '-sha384'],
    ['RSA_2048', '-sha256'],
  ])('of %s is checked by its alias, and by openssl with the public key that AWS tells', async (KeySpec, hash) => {
    const kms = kmsClient(program.running);
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({ KeySpec, KeyUsage: 'SIGN_VERIFY' }));
    const arn = KeyMetadata?.Arn ?? '';
    await kms.send(new CreateAliasCommand({ AliasName: 'alias/certificates', TargetKeyId: arn }));
    const said = await program.run([
      ...['run', '--outputs', 'outputs.json', '--poll-seconds', '0.05', '--verify', 'always'],
      ...['--certificate', 'c.json', '--sign-with', 'alias/certificates', '--region', 'us-east-1'],
    ]);
    expect(said).toMatchObject({
      exitCode: 0,
      stderr: expect.stringContaining(`certificate signed by the KMS key ${arn}`),
    });
    const operations = program.running.log.flatMap((entry) => (entry.kind === 'request' ? [entry.operation] : []));
    // Tried before there is a job, and used after it.
    const signed = operations.flatMap((name, index) => (name?.endsWith('Sign') === true ? [index] : []));
    const made = operations.findIndex((name) => name?.endsWith('CreateJob') === true);
    expect([signed.length, (signed[0] ?? 0) < made, made < (signed[1] ?? 0)]).toEqual([2, true, true]);

    const checked = await check('c.json', '--public-key', 'alias/certificates', '--region', 'us-east-1');
    expect(checked).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('it says: complete') });
    const { GetPublicKeyCommand } = await import('@aws-sdk/client-kms');
    const { PublicKey = new Uint8Array() } = await kms.send(new GetPublicKeyCommand({ KeyId: arn }));
    writeFileSync(at('key.der'), PublicKey);
    openssl('pkey', '-pubin', '-inform', 'DER', '-in', 'key.der', '-out', 'key.pub.pem');
    const words = ['dgst', hash, '-verify', 'key.pub.pem', '-signature', 'c.json.sig', 'c.json'];
    expect(openssl(...words)).toContain('Verified OK');
    expect(await check('c.json', '--public-key', 'key.pub.pem')).toMatchObject({ exitCode: 0 });

    await kms.send(new DisableKeyCommand({ KeyId: arn }));
    const jobs = program.running.emulator.world.jobs.size;
    const refused = await program.run([
      ...['run', '--outputs', 'outputs.json', '--always-create', '--certificate', 'c.json', '--sign-with', arn],
    ]);
    expect(refused).toMatchObject({ exitCode: 5, stderr: expect.stringContaining('is disabled') });
    expect(program.running.emulator.world.jobs.size).toBe(jobs);
    destroyKmsClients();
  });

  it('is refused for one that does not sign, or whose signatures nobody can check with openssl', async () => {
    const kms = kmsClient(program.running);
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
    const said = await verify('--certificate', 'c.json', '--sign-with', KeyMetadata?.Arn ?? '');
    expect(said).toMatchObject({ exitCode: 5, stderr: expect.stringContaining('not valid for GetPublicKey') });
    expect(existsSync(at('c.json'))).toBe(false);
    destroyKmsClients();
  });
});
