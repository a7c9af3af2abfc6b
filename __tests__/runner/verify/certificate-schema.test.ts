// The certificate as a value.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import * as z from 'zod';
import { CERTIFICATE_SCHEMA } from '../../../runner/verify/certificate-schema';
import { ROOT } from '../../docs/page';
import { certificateWith, copyCertificateWith } from '../renderers/html/page-story';

const SCHEMA = path.join(ROOT, 'schemas', 'certificate.schema.json');
const jsonSchema = (): unknown => JSON.parse(JSON.stringify(z.toJSONSchema(CERTIFICATE_SCHEMA)));

describe('schemas/certificate.schema.json', () => {
  it('is what a certificate is; UPDATE_SCHEMA=1 npx jest certificate-schema.test && npx prettier --write schemas makes it anew', () => {
    if (process.env['UPDATE_SCHEMA'] === '1') writeFileSync(SCHEMA, JSON.stringify(jsonSchema(), null, 2));
    expect(JSON.parse(readFileSync(SCHEMA, 'utf8'))).toEqual(jsonSchema());
  });

  it('takes a certificate as it is written, and none with a field that nobody knows', () => {
    const written: unknown = JSON.parse(JSON.stringify(certificateWith('folder/')));
    expect(CERTIFICATE_SCHEMA.safeParse(written).success).toBe(true);
    expect(CERTIFICATE_SCHEMA.safeParse({ ...certificateWith('folder/'), more: 1 }).success).toBe(false);
  });

  it('takes one of copies, and one from before there were any, which does not say how it matched', () => {
    expect(CERTIFICATE_SCHEMA.safeParse(copyCertificateWith('folder/')).success).toBe(true);
    expect(certificateWith('folder/')).not.toHaveProperty('matched');
  });
});
