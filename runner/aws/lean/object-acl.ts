// GetObjectAcl: who may do what with an object.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectAcl.html
import { RunnerError } from '../../ports/errors';
import type { Copying, GrantPermission } from '../../ports/s3/copying';
import { defined } from '../../text/defined';
import { element, elements } from '../s3/answer-xml';
import type { LeanS3 } from './lean-s3';

const PERMISSIONS: readonly string[] = [
  'FULL_CONTROL',
  'READ',
  'READ_ACP',
  'WRITE',
  'WRITE_ACP',
] satisfies GrantPermission[];

function isPermission(text: string | undefined): text is GrantPermission {
  return text !== undefined && PERMISSIONS.includes(text);
}

/** As a header names whom an element is about. */
function granteeOf(xml: string): string | undefined {
  const [id, uri] = [element(xml, 'ID'), element(xml, 'URI')];
  if (id !== undefined) return `id="${id}"`;
  return uri === undefined ? undefined : `uri="${uri}"`;
}

export function leanGrants(ask: LeanS3['ask']): Pick<Copying, 'grants'> {
  return {
    async grants({ bucket, key }, versionId) {
      const query = { acl: '', ...defined({ versionId }) };
      const { body } = await ask({ operation: 'GetObjectAcl', method: 'GET', bucket, key, query });
      const unreadable = new RunnerError('unavailable', `S3 GetObjectAcl ${bucket}: the answer cannot be read`);
      const [owner] = elements(body, 'Owner');
      const ownerId = granteeOf(owner ?? '');
      if (ownerId === undefined) throw unreadable;
      const grants: Partial<Record<GrantPermission, string[]>> = {};
      for (const grant of elements(body, 'Grant')) {
        const [grantee, permission] = [granteeOf(grant), element(grant, 'Permission')];
        if (grantee === undefined || !isPermission(permission)) throw unreadable;
        grants[permission] = [...(grants[permission] ?? []), grantee];
      }
      return { owner: ownerId, grants };
    },
  };
}
