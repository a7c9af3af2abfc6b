// The same command again, for functions behind an inventory: what came to nothing is sent anew, what was cancelled is refused, what is left of
// several prefixes is named.
import * as Iam from '@aws-sdk/client-iam';
import * as S3 from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import { builtProgram } from './built';
import { addInventory, POLICIES, REGION } from './inventory-setup';
import type { Said } from './setup';

const built = builtProgram();
const PACE = ['--yes', '--poll-seconds', '0.1', '--timeout', '25'];
const WITH = ['--method', 'inventory', '--outputs', 'outputs.json'];
const RUN = /inventory-[0-9a-f]{16}/;

describe('--method inventory', () => {
  it('sends anew what came to nothing, compares where an inventory lists nothing, and refuses what was cancelled', async () => {
    const program = await built.start([], { runFunctions: true });
    const there = await addInventory(program, ['in/a', 'in/b']);
    const run = (words: readonly string[]): Promise<Said> => program.run(words, { env: REGION });
    const reader = (PolicyDocument: string): Promise<unknown> =>
      program.iam.send(new Iam.PutRolePolicyCommand({ RoleName: 'reader', PolicyName: 'all', PolicyDocument }));
    await reader(POLICIES.reader.replaceAll('s3:GetObject', 's3:GetObjectAcl'));
    await there.deliver();
    const failed = await run(['run', ...WITH, ...PACE, '--checks', 'basic']);
    expect(failed).toMatchObject({ exitCode: 3 });
    const id = RUN.exec(failed.stderr)?.[0] ?? '';
    expect((await run(['status', id])).stdout).toContain(`run ${id} is Failed`);
    expect(await run(['retry', id, '--outputs', 'outputs.json', ...PACE])).toMatchObject({ exitCode: 3 });
    await reader(POLICIES.reader);
    expect(await run(['run', ...WITH, ...PACE])).toMatchObject({ exitCode: 0 });

    for (const Key of ['in/a', 'in/b']) await program.s3.send(new S3.DeleteObjectCommand({ Bucket: 'plain', Key }));
    await there.deliver();
    await program.s3.send(new S3.PutObjectCommand({ Bucket: 'plain', Key: 'in/later', Body: 'later' }));
    const empty = await run(['run', ...WITH, ...PACE]);
    expect(empty).toMatchObject({ exitCode: 1 });
    expect(empty.stdout).toContain('1 missing');

    await there.deliver();
    const held = await run(['run', ...WITH, ...PACE, '--confirm-up-to', '0', '--detach']);
    const last = RUN.exec(held.stderr)?.[0] ?? '';
    await there.enable('worker', false);
    expect(await run(['confirm', last])).toMatchObject({ exitCode: 0 });
    const cancelled = await run(['cancel', last, '--yes']);
    expect(cancelled.stderr).toContain('run --from-listing copies the rest');
    for (const name of ['reader', 'worker'] as const) await there.enable(name, true);
    const again = await run(['run', ...WITH, ...PACE]);
    expect(again).toMatchObject({ exitCode: 2 });
    expect(again.stderr).toContain('add --from-listing');
    expect(await run(['run', ...WITH, ...PACE, '--from-listing'])).toMatchObject({ exitCode: 0 });

    for (const Key of ['in/x/1', 'in/y/1'])
      await program.s3.send(new S3.PutObjectCommand({ Bucket: 'plain', Key, Body: Key }));
    const both = ['--prefix', 'in/x/', '--prefix', 'in/y/'];
    const part = await run(['run', ...WITH, ...PACE, ...both, '--detach']);
    expect([part.exitCode, part.stdout]).toEqual([4, expect.stringContaining('1 run not sent yet')]);
    expect(await run(['run', ...WITH, ...PACE, ...both])).toMatchObject({ exitCode: 0 });
    there.close();
  }, 60_000);
});
