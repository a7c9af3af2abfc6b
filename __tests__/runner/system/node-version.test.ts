import { describe, expect, it } from '@jest/globals';
import { engines } from '../../../package.json';
import { nodeFault } from '../../../runner/system/node-version';

describe('the version of Node.js', () => {
  it.each(['18.20.8', '20.18.3', '16.0.0'])('%s is refused', (version) => {
    expect(nodeFault(version)).toBe(`Node.js ${version} is too old: s3-backfill needs 20.19 or newer`);
  });

  it.each(['20.19.0', '22.0.0', '26.1.0', '24.0.0-nightly'])('%s is not', (version) => {
    expect(nodeFault(version)).toBeUndefined();
  });

  it('that is asked for is that of the package', () => {
    expect(engines.node).toBe('>=20.19');
    expect(nodeFault('20.19.0')).toBeUndefined();
  });
});
