// What S3 says of Object Lock documents and headers that it does not take.
import * as S3 from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bugs, errorOf, startEmulator, type Running } from '../../../running';
import { ask, put } from './wire-document';

const Bucket = 'locked';
const LATER = '2099-01-01T00:00:00Z';

let running: Running;
let s3: S3.S3Client;

beforeAll(async () => {
  running = await startEmulator();
  s3 = running.s3();
  await s3.send(new S3.CreateBucketCommand({ Bucket, ObjectLockEnabledForBucket: true }));
  await s3.send(new S3.PutObjectCommand({ Bucket, Key: 'a', Body: 'x' }));
});

afterAll(async () => {
  await running.close();
  expect(bugs(running)).toEqual([]);
});

const ENABLED = '<ObjectLockEnabled>Enabled</ObjectLockEnabled>';
const rule = (content: string): string => `${ENABLED}<Rule><DefaultRetention>${content}</DefaultRetention></Rule>`;
const GOVERNANCE = '<Mode>GOVERNANCE</Mode>';

describe('an Object Lock configuration', () => {
  it.each([
    ['nothing', ''],
    ['a status other than Enabled', '<ObjectLockEnabled>Disabled</ObjectLockEnabled>'],
    ['no status', '<Rule><DefaultRetention><Mode>GOVERNANCE</Mode><Days>1</Days></DefaultRetention></Rule>'],
    ['an empty rule', `${ENABLED}<Rule/>`],
    ['an empty retention', rule('')],
    ['a mode without a period', rule(GOVERNANCE)],
    ['a period without a mode', rule('<Days>1</Days>')],
    ['days and years', rule(`${GOVERNANCE}<Days>1</Days><Years>1</Years>`)],
    ['an unknown mode', rule('<Mode>governance</Mode><Days>1</Days>')],
    ['days that are no number', rule(`${GOVERNANCE}<Days>one</Days>`)],
    ['an unknown element', rule(`${GOVERNANCE}<Days>1</Days><Weeks>1</Weeks>`)],
    ['the same twice', rule(`${GOVERNANCE}<Days>1</Days><Days>2</Days>`)],
  ])('does not fit the schema with %s', async (_, content) => {
    const answer = await put(running, `/${Bucket}?object-lock`, 'ObjectLockConfiguration', content);
    expect(answer).toMatchObject({ status: 400, code: 'MalformedXML' });
  });

  it.each([
    ['no days', '<Days>0</Days>', 'Default retention period must be a positive integer value.'],
    ['less than no years', '<Years>-1</Years>', 'Default retention period must be a positive integer value.'],
    ['more than a hundred years', '<Days>36501</Days>', 'Default retention period too large.'],
  ])('is refused with a period of %s', async (_, period, message) => {
    const answer = await put(running, `/${Bucket}?object-lock`, 'ObjectLockConfiguration', rule(GOVERNANCE + period));
    expect(answer).toMatchObject({ status: 400, code: 'InvalidArgument', message });
  });

  it.each([
    ['a status alone', ENABLED],
    ['days', rule(`${GOVERNANCE}<Days>36500</Days>`)],
    ['years', rule('<Mode>COMPLIANCE</Mode><Years>1</Years>')],
  ])('is taken with %s', async (_, content) => {
    expect(await put(running, `/${Bucket}?object-lock`, 'ObjectLockConfiguration', content)).toMatchObject({
      status: 200,
    });
    expect((await ask(running, 'GET', `/${Bucket}?object-lock`)).body).toContain(content);
    await put(running, `/${Bucket}?object-lock`, 'ObjectLockConfiguration', ENABLED);
  });
});

describe('a retention or a legal hold', () => {
  it.each([
    ['retention', 'Retention', GOVERNANCE, 'MalformedXML'],
    ['retention', 'Retention', `<RetainUntilDate>${LATER}</RetainUntilDate>`, 'MalformedXML'],
    ['retention', 'Retention', `<Mode>FOREVER</Mode><RetainUntilDate>${LATER}</RetainUntilDate>`, 'MalformedXML'],
    [
      'retention',
      'Retention',
      `${GOVERNANCE}<RetainUntilDate>2001-01-01T00:00:00Z</RetainUntilDate>`,
      'InvalidArgument',
    ],
    ['retention', 'Retention', `${GOVERNANCE}<RetainUntilDate>Jan 1 2099</RetainUntilDate>`, 'InvalidArgument'],
    [
      'retention',
      'Retention',
      `${GOVERNANCE}<RetainUntilDate>${LATER}</RetainUntilDate><Days>1</Days>`,
      'MalformedXML',
    ],
    ['legal-hold', 'LegalHold', '', 'MalformedXML'],
    ['legal-hold', 'LegalHold', '<Status>on</Status>', 'MalformedXML'],
    ['legal-hold', 'LegalHold', '<Status>ON</Status><Status>OFF</Status>', 'MalformedXML'],
  ])('is refused: %s of %s with %s', async (subResource, name, content, code) => {
    expect(await put(running, `/${Bucket}/a?${subResource}`, name, content)).toMatchObject({
      status: 400,
      code,
    });
  });

  it('of a date that is over names the element', async () => {
    const past = `${GOVERNANCE}<RetainUntilDate>2001-01-01T00:00:00Z</RetainUntilDate>`;
    const { body } = await put(running, `/${Bucket}/a?retention`, 'Retention', past);
    expect(body).toContain('<ArgumentName>RetainUntilDate</ArgumentName>');
  });

  it('in headers is looked at before the bucket is', async () => {
    await s3.send(new S3.CreateBucketCommand({ Bucket: 'unlocked' }));
    const write = (more: Partial<S3.PutObjectCommandInput>) =>
      errorOf(s3.send(new S3.PutObjectCommand({ Bucket: 'unlocked', Key: 'a', Body: 'x', ...more })));
    expect(await write({ ObjectLockMode: 'GOVERNANCE' })).toMatchObject({ name: 'InvalidArgument' });
    expect(await write({ ObjectLockLegalHoldStatus: 'MAYBE' as 'ON' })).toMatchObject({ name: 'InvalidArgument' });
    const lock = { ObjectLockMode: 'GOVERNANCE', ObjectLockRetainUntilDate: new Date(LATER) } as const;
    expect(await write(lock)).toMatchObject({ name: 'InvalidRequest' });
  });
});
