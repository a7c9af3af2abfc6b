// What setups of the replication role have in common: what it may do, and what the doctor says of it.
import {
  allow,
  arn,
  putRolePolicy,
  REPLICAS,
  REPLICATION_ROLE,
  REPLICATION_STATEMENTS,
  type Stage,
  type Statement,
} from '../../../../emulator/stage';
import type { Broken } from '../broken';
import { keysOf, putKeyed, putKeyedRule } from '../keyed';
import { bucketSays, denying, onlyIf } from './written';

export const REPLICATING = 'replication-role-permissions';
export const UNWRITTEN = /^DstPutObjectNotPermitted$/;
export const WRITING = ['s3:ReplicateObject', 's3:ReplicateDelete', 's3:ReplicateTags'];
export const USE = ['kms:Encrypt', 'kms:GenerateDataKey', 'kms:Decrypt'];
export const KEY_USE = { Effect: 'Allow', Principal: { AWS: REPLICATION_ROLE }, Action: USE, Resource: '*' };
export const KEYED = { objects: (stage: Stage) => putKeyed(stage), rules: putKeyedRule };

/** What the replication role may do at the destination, and nothing else. */
export const mayWrite =
  (statement: object): NonNullable<Broken['break']> =>
  ({ iam }) =>
    putRolePolicy(iam, 'replication', [...REPLICATION_STATEMENTS.slice(0, 2), statement as Statement]);

export const deniesIf = (condition: object): NonNullable<Broken['break']> =>
  bucketSays(REPLICAS, denying('s3:ReplicateObject', arn(REPLICAS, '*'), onlyIf(condition)));

export const deniedThere = (name: string, condition: object, objects?: Broken['objects']): Broken => ({
  name,
  ...(objects === undefined ? {} : { objects, rules: putKeyedRule }),
  break: deniesIf(condition),
  checks: [REPLICATING],
  found: /^replication-role-permissions wrong: .* may not do s3:ReplicateObject on .*'replicas-of-stage' denies it/,
  after: UNWRITTEN,
});

export const writesIf = (condition: object): NonNullable<Broken['break']> =>
  mayWrite({ ...allow(WRITING, arn(REPLICAS, '*')), ...onlyIf(condition) });

/** The role may write nothing, since the condition does not hold. */
export const writesNothing = (name: string, condition: object, changes: Partial<Broken> = {}): Broken => ({
  name,
  break: writesIf(condition),
  checks: [REPLICATING],
  found:
    /^replication-role-permissions wrong: .* lacks s3:ReplicateObject on arn:aws:s3:::replicas-of-stage\/\*: none of its/,
  after: UNWRITTEN,
  ...changes,
});

/** What the role may do with the key of the replicas. */
export const mayUseIf =
  (condition: object, Action: readonly string[] = USE): NonNullable<Broken['break']> =>
  (stage) =>
    putRolePolicy(stage.iam, 'replication', [
      ...REPLICATION_STATEMENTS,
      allow('kms:Decrypt', keysOf(stage).source),
      { ...allow(Action, '*'), ...onlyIf(condition) },
    ]);

export const usesIf = (name: string, condition: object): Broken => ({
  name,
  ...KEYED,
  break: mayUseIf(condition),
  checks: ['kms-permissions'],
  found: /^kms-permissions wrong: .* lacks kms:Encrypt on arn:aws:kms:eu-west-1:\S+: none of its policies allows it/,
  after: UNWRITTEN,
});
