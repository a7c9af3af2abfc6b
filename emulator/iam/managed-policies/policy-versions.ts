// Versions of customer managed policies: up to five, one of which counts.
import { uriEncode } from '../../http/uri-encode';
import { element, leaf, type Markup } from '../../http/xml';
import type { ManagedPolicy, PolicyVersion } from '../../world/managed-policy';
import {
  deleteConflict,
  limitExceeded,
  noSuchEntity,
  policyArn,
  policyOf,
  type IamCall,
  type IamOperations,
} from '../operations/operation';
import { parsePolicyDocument } from '../policy-language/policy-document';
import { checkLength } from '../operations/policy-limits';
import { changeDefaultVersion } from '../access/propagation';
import { members, page, queryDate, together, validationError } from '../../http/query-api';

const MAX_VERSIONS = 5;

export const POLICY_VERSION_OPERATIONS: IamOperations = {
  CreatePolicyVersion: { resource: policyArn, handle: createVersion },
  GetPolicyVersion: { resource: policyArn, handle: getVersion },
  ListPolicyVersions: { resource: policyArn, handle: listVersions },
  SetDefaultPolicyVersion: { resource: policyArn, handle: setDefault },
  DeletePolicyVersion: { resource: policyArn, handle: deleteVersion },
};

function createVersion(call: IamCall): Markup {
  const { world, parameters } = call;
  const policy = policyOf(call);
  const document = parameters.required('PolicyDocument');
  const asDefault = parameters.flag('SetAsDefault');
  parsePolicyDocument(document, 'identity');
  checkLength('managed policy', `policy ${policy.name}`, [document]);
  if (policy.versions.length >= MAX_VERSIONS) {
    throw limitExceeded(
      'A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version.',
    );
  }
  const versionId = `v${policy.nextVersion++}`;
  const now = world.clock.now();
  const version: PolicyVersion = { versionId, document, isDefault: false, createdMs: now };
  policy.versions = [...policy.versions, version];
  policy.updatedMs = now;
  if (asDefault) changeDefaultVersion(world, policy, versionId);
  return element('PolicyVersion', summary({ ...version, isDefault: asDefault }));
}

function versionOf({ parameters }: IamCall, policy: ManagedPolicy): PolicyVersion {
  const versionId = parameters.required('VersionId');
  if (!/^v[1-9]\d*$/.test(versionId)) {
    throw validationError(
      `Value '${versionId}' at 'versionId' failed to satisfy constraint: Member must satisfy regular expression pattern: v[1-9][0-9]*`,
    );
  }
  const version = policy.versions.find((candidate) => candidate.versionId === versionId);
  if (version === undefined) {
    throw noSuchEntity(`Policy ${policy.arn} version ${versionId} does not exist or is not attachable.`);
  }
  return version;
}

function getVersion(call: IamCall): Markup {
  const version = versionOf(call, policyOf(call));
  return element('PolicyVersion', [leaf('Document', uriEncode(version.document)), summary(version)]);
}

function summary({ versionId, isDefault, createdMs }: PolicyVersion): Markup {
  return together([
    leaf('VersionId', versionId),
    leaf('IsDefaultVersion', isDefault),
    leaf('CreateDate', queryDate(createdMs)),
  ]);
}

function listVersions(call: IamCall): Markup {
  const { items, elements } = page(call.parameters, policyOf(call).versions.toReversed());
  return together([members('Versions', items, summary), elements]);
}

function setDefault(call: IamCall): undefined {
  const policy = policyOf(call);
  const { versionId, isDefault } = versionOf(call, policy);
  if (isDefault) return;
  changeDefaultVersion(call.world, policy, versionId);
  policy.updatedMs = call.world.clock.now();
}

function deleteVersion(call: IamCall): undefined {
  const policy = policyOf(call);
  const version = versionOf(call, policy);
  if (version.isDefault) throw deleteConflict('Cannot delete the default version of a policy.');
  policy.versions = policy.versions.filter((candidate) => candidate !== version);
  policy.updatedMs = call.world.clock.now();
}
