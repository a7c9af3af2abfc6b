// Text of anybody's in HCL, in JSON and in commands: it means itself, and nothing else.
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { commands } from '../../../runner/patches/commands';
import { attributes, block, hclPatch, hclValue } from '../../../runner/patches/hcl';
import { jsonPatch } from '../../../runner/patches/policy-patches';
import { visible } from '../../../runner/text/safe-text';
import { HOSTILE, hostileText } from '../renderers/hostile-text';
import { faultIn } from './patch-syntax';

const WHOLE = HOSTILE.filter((text) => !/\p{Cs}/u.test(text));

describe('text in a patch', () => {
  it('is shown as it is written: nothing in it could steer a terminal', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        for (const one of [hclValue(text), commands([text]).text, jsonPatch(text).text]) expect(visible(one)).toBe(one);
      }),
    );
  });

  it('is one string of HCL, without a template', () => {
    const lines = WHOLE.map((text, index) =>
      block(`a "${index}"`, attributes({ text, list: [text], [`n${index}`]: 1 })),
    );
    expect(faultIn(hclPatch(...lines))).toBeUndefined();
    expect(hclValue('${x} %{y} "\\ \b\u{e0041}')).toBe('"$${x} %%{y} \\"\\\\ \\u0008\\U000e0041"');
  });

  it('is one word of a shell', () => {
    const text = commands(['printf', '%s\\0', ...WHOLE]).text;
    const { stdout } = spawnSync('bash', ['-c', text], { encoding: 'utf8' });
    expect(stdout.split('\0').slice(0, -1)).toEqual(WHOLE);
  });

  it('is the same text in JSON', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(JSON.parse(jsonPatch({ text }).text)).toEqual({ text });
      }),
    );
  });
});
