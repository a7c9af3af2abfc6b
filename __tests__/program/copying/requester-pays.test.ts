// The built program copies from a bucket whose requesters pay: its owner as from any other, and nobody else: that would cost who has not said so.
import * as S3 from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import { builtProgram } from '../built';
import type { Program, Said } from '../setup';

const built = builtProgram();
const HERE = '111122223333';

async function putPaid(s3: S3.S3Client, Bucket: string): Promise<void> {
  const RequestPaymentConfiguration = { Payer: 'Requester' } as const;
  await s3.send(new S3.CreateBucketCommand({ Bucket }));
  await s3.send(new S3.PutBucketRequestPaymentCommand({ Bucket, RequestPaymentConfiguration }));
  await s3.send(new S3.PutObjectCommand({ Bucket, Key: 'in/a', Body: 'a' }));
}

const copyFrom = (program: Program, bucket: string): Promise<Said> =>
  program.run(['copy', `s3://${bucket}/in/`, 's3://dst/in/', '--yes'], { env: { AWS_REGION: 'us-east-1' } });

describe('copy from a bucket whose requesters pay', () => {
  it('copies what is its own, and of another account says that it is refused, and copies nothing', async () => {
    const program = await built.start([]);
    const { running, s3 } = program;
    await putPaid(s3, 'ours');
    expect(await copyFrom(program, 'ours')).toMatchObject({ exitCode: 0 });
    const theirs = running.s3({ credentials: running.credentials(1) });
    await putPaid(theirs, 'theirs');
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::${HERE}:root` },
          Action: 's3:*',
          Resource: ['arn:aws:s3:::theirs', 'arn:aws:s3:::theirs/*'],
        },
      ],
    });
    await theirs.send(new S3.PutBucketPolicyCommand({ Bucket: 'theirs', Policy }));
    const said = await copyFrom(program, 'theirs');
    expect(said.exitCode).toBe(2);
    expect(said.stderr).toMatch(/nothing was sent: the source 'theirs' .* may not be listed.*AccessDenied/);
    expect(said.stderr).toContain('whose requesters pay');
    // Who pays is let in.
    const paid = new S3.CopyObjectCommand({
      Bucket: 'dst',
      Key: 'b',
      CopySource: 'theirs/in/a',
      RequestPayer: 'requester',
    });
    await s3.send(paid);
    const { Contents = [] } = await s3.send(new S3.ListObjectsV2Command({ Bucket: 'dst' }));
    expect(Contents.map(({ Key }) => Key)).toEqual(['b', 'in/a']);
  });
});
