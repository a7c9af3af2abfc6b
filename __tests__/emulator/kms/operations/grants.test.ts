import {
  CreateGrantCommand,
  type CreateGrantCommandInput,
  DisableKeyCommand,
  type KMSClient,
  ListGrantsCommand,
  RetireGrantCommand,
  RevokeGrantCommand,
} from '@aws-sdk/client-kms';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ACCOUNT, addRole } from '../../iam/access/small-world';
import { bugs, errorOf, startEmulator, type Running } from '../../running';
import { createKey, destroyKmsClients, kmsClient } from '../kms-client';

let running: Running;
let kms: KMSClient;
let KeyId: string;
let role: string;

beforeEach(async () => {
  running = await startEmulator();
  kms = kmsClient(running);
  KeyId = await createKey(kms);
  role = addRole(running.emulator.world, 'replication').arn;
});

afterEach(async () => {
  destroyKmsClients();
  await running.close();
  expect(bugs(running)).toEqual([]);
});

const grant = (more: Partial<CreateGrantCommandInput> = {}) =>
  kms.send(new CreateGrantCommand({ KeyId, GranteePrincipal: role, Operations: ['Encrypt'], ...more }));
const list = async (more = {}) => (await kms.send(new ListGrantsCommand({ KeyId, ...more }))).Grants ?? [];

describe('a grant', () => {
  it('is listed as it was ordered, until it is revoked', async () => {
    const Constraints = { EncryptionContextSubset: { 'aws:s3:arn': 'arn:aws:s3:::b' } };
    const { GrantId, GrantToken = '' } = await grant({ Name: 'replicas', Constraints, RetiringPrincipal: role });
    expect(GrantId).toMatch(/^[0-9a-f]{64}$/);
    expect(GrantToken).not.toBe('');
    expect(await list()).toMatchObject([
      {
        KeyId,
        GrantId,
        Name: 'replicas',
        GranteePrincipal: role,
        RetiringPrincipal: role,
        IssuingAccount: `arn:aws:iam::${ACCOUNT}:root`,
        Operations: ['Encrypt'],
        Constraints,
      },
    ]);
    await kms.send(new RevokeGrantCommand({ KeyId, GrantId }));
    expect(await list()).toEqual([]);
    expect(await errorOf(kms.send(new RevokeGrantCommand({ KeyId, GrantId })))).toMatchObject({
      name: 'NotFoundException',
    });
  });

  it('with a name is the same one when it is ordered again', async () => {
    const first = await grant({ Name: 'one', Operations: ['Encrypt', 'Decrypt'] });
    expect((await grant({ Name: 'one', Operations: ['Decrypt', 'Encrypt'] })).GrantId).toBe(first.GrantId);
    expect((await grant({ Name: 'one' })).GrantId).not.toBe(first.GrantId);
    await grant();
    await grant();
    expect(await list()).toHaveLength(4);
    expect(await list({ GrantId: first.GrantId })).toHaveLength(1);
    expect(await list({ GranteePrincipal: `${role}-2` })).toEqual([]);
  });

  it('is retired by its token, or by its key and id', async () => {
    const { GrantToken } = await grant();
    await kms.send(new RetireGrantCommand({ GrantToken }));
    const { GrantId } = await grant();
    await kms.send(new RetireGrantCommand({ KeyId, GrantId }));
    expect(await list()).toEqual([]);
    const fault = await errorOf(kms.send(new RetireGrantCommand({ GrantToken })));
    expect(fault).toMatchObject({ name: 'InvalidGrantTokenException' });
    expect(await errorOf(kms.send(new RetireGrantCommand({ GrantId })))).toMatchObject({ name: 'ValidationException' });
  });

  it('is not retired by somebody from another account whom it does not name', async () => {
    const { GrantToken } = await grant();
    const other = kmsClient(running, running.credentials(1));
    const fault = await errorOf(other.send(new RetireGrantCommand({ GrantToken })));
    expect(fault).toMatchObject({ name: 'AccessDeniedException' });
  });

  it('is refused for nobody, for two constraints at once, and on a disabled key', async () => {
    const nobody = await errorOf(grant({ GranteePrincipal: `${role}-2` }));
    expect(nobody).toMatchObject({ name: 'InvalidArnException' });
    const context = { a: 'b' };
    const two = await errorOf(
      grant({ Constraints: { EncryptionContextEquals: context, EncryptionContextSubset: context } }),
    );
    expect(two).toMatchObject({ name: 'ValidationException' });
    await kms.send(new DisableKeyCommand({ KeyId }));
    expect(await errorOf(grant())).toMatchObject({ name: 'DisabledException' });
  });
});
