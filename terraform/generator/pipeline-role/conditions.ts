// What of terraform/pipeline-role depends on a variable.
import { sidOf } from '../../../modules/policies/document';
import { PIPELINE_PERMISSIONS } from '../../../modules/policies/pipeline-permissions';
import type { Conditions, StandIn } from '../description';
import { raw, type Value } from '../hcl-text';
import { DESTINATION_STAND_INS, KEEPS_MANIFESTS } from '../of-handoff';
import { isText } from '../stand-ins';

const PLACES = [...new Set(PIPELINE_PERMISSIONS.map(({ on }) => on))];

/** Which verbs need what, by the statement that grants it. */
export const VERBS_OF: Readonly<Record<string, Value>> = Object.fromEntries(
  PLACES.map((place) => [
    sidOf(place),
    Object.fromEntries(
      PIPELINE_PERMISSIONS.filter(({ on }) => on === place).map(({ action, verbs }) => [action, [...verbs]]),
    ),
  ]),
);

const isGranted = (sid: string): string => `length(local.granted.${sid}) > 0`;

export const CONDITIONS: Conditions = {
  statements: {
    ...Object.fromEntries(
      PLACES.map(sidOf).map((sid) => [
        sid,
        sid.startsWith('Manifest') ? `${KEEPS_MANIFESTS} && ${isGranted(sid)}` : isGranted(sid),
      ]),
    ),
    AssumedByGitHub: 'var.github != null',
    AssumedByGitLab: 'var.gitlab != null',
    AssumedByPrincipals: 'length(var.principal_arns) > 0',
  },
  statementsOf: {},
  blocks: {},
  values: [
    ...PLACES.map(sidOf).map((sid): StandIn => [
      (key, _, of) => key === 'actions' && of === sid,
      raw(`local.granted.${sid}`),
    ]),
    ...DESTINATION_STAND_INS,
    [
      (key, _, sid) => key === 'resources' && sid === 'BothRoles',
      raw('compact([try(var.s3_backfill.roles.replicationArn, ""), var.s3_backfill.roles.batchJobArn])'),
    ],
    providerOf('github'),
    providerOf('gitlab'),
    [(key, value) => key === 'values' && isText(value, 'local.github_subjects'), raw('local.github_subjects')],
    [(key, value) => key === 'values' && isText(value, 'local.gitlab_subjects'), raw('local.gitlab_subjects')],
    [(key, value) => key === 'identifiers' && isText(value, 'var.principal_arns'), raw('var.principal_arns')],
  ],
  further: { backfill_role: { name_prefix: raw('var.name == null ? "s3-backfill-pipeline-" : null') } },
  bucketKeysOf: (sid) => {
    throw new Error(`no statement of a pipeline is about a key of objects: ${sid}`);
  },
};

/** One that is there already, or the one that is made. */
function providerOf(where: 'github' | 'gitlab'): StandIn {
  const made = `aws_iam_openid_connect_provider.${where}[0].arn`;
  return [
    (key, value) => key === 'identifiers' && isText(value, `.backfill_${where}`),
    raw(`[var.${where}.provider == null ? ${made} : var.${where}.provider.arn]`),
  ];
}
