// What is left of an address for others to read.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { publicText } from '../../../runner/text/public-text';

describe('the public part of a text', () => {
  it.each([
    ['https://user:password@host:8080/path?query=1#part', 'https://…@host:8080/path?…'],
    ['https://token@host', 'https://…@host'],
    ['https://a:b@c@host/x', 'https://…@host/x'],
    ['HTTPS://host/x#part', 'HTTPS://host/x#…'],
    ['--manifest=https://b.s3.amazonaws.com/k?X-Amz-Signature=0', '--manifest=https://b.s3.amazonaws.com/k?…'],
    ['s3://bucket/key', 's3://bucket/key'],
    ['folder/a@b?c#d', 'folder/a@b?c#d'],
    ['http://127.0.0.1:4566', 'http://127.0.0.1:4566'],
  ])('of %s', (text, shown) => {
    expect(publicText(text)).toBe(shown);
  });

  it('holds no user, no password, no query and no fragment of any address', () => {
    const secret = fc.stringMatching(/^[A-Za-z0-9@:._~-]{0,8}T0K3N[A-Za-z0-9._~-]{0,8}$/);
    const host = fc.constantFrom('host', 'host.example:80', '[::1]:4566');
    fc.assert(
      fc.property(
        secret,
        secret,
        host,
        fc.constantFrom('', '/', '/a/b'),
        fc.boolean(),
        (one, other, name, path, isUser) => {
          const address = isUser ? `https://${one}@${name}${path}` : `https://${name}${path}?a=${one}#${other}`;
          expect(publicText(`see ${address} now`)).not.toContain('T0K3N');
          expect(publicText(`see ${address} now`)).toContain(name);
        },
      ),
    );
  });
});
