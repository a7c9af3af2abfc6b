import { expect, it } from '@jest/globals';
import { lossesOf } from '../../../../runner/methods/copy/losses';

it('a copy loses what it is not told to keep', () => {
  expect(lossesOf({})).toMatchInlineSnapshot(
    `"copies have version ids, times and, of objects in parts, ETags of their own, and are made of the current versions alone; what they lose: ACLs, Object Lock, website redirects (--keep acl, --keep lock, --keep redirects); they are encrypted as the destination bucket says"`,
  );
  expect(lossesOf({ keep: ['lock'], annotations: 'exclude' })).toContain(
    'what they lose: annotations, ACLs, website redirects (--keep acl, --keep redirects)',
  );
});

it('nothing is said to be lost where everything is kept, and what is changed is named', () => {
  const said = lossesOf({
    keep: ['acl', 'lock', 'redirects'],
    storageClass: 'GLACIER_IR',
    encryption: { algorithm: 'aws:kms' },
  });
  expect(said).not.toContain('lose');
  expect(said).toContain('encrypted by aws:kms; their storage class is GLACIER_IR');
});
