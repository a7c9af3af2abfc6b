import { expect, it } from '@jest/globals';
import { rulesSettleInMs } from '../../../../runner/aws/s3/rules-settle';

const at = (endpoint: string | undefined): number =>
  rulesSettleInMs({ endpoints: { of: () => endpoint, allowsHttp: false, areUsual: true } });

it('is five minutes in AWS, at its own endpoint or at another one', () => {
  expect(at(undefined)).toBe(300_000);
  expect(at('https://vpce-1.s3.eu-west-1.vpce.amazonaws.com')).toBe(300_000);
});

it('is nothing on this machine', () => {
  expect(at('http://127.0.0.1:4566')).toBe(0);
});
