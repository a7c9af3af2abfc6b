// A world that holds only what IAM needs, with a clock that stands still until it is told to go on.
import { Background } from '../../../../emulator/time/background';
import { ClientClock } from '../../../../emulator/time/clock';
import type { ManagedPolicy } from '../../../../emulator/world/managed-policy';
import type { Role } from '../../../../emulator/world/identity';
import { nothingMade, type World } from '../../../../emulator/world/world';

export const ACCOUNT = '111122223333';
export const OTHER_ACCOUNT = '444455556666';

export interface SmallWorld extends World {
  /** Lets time pass. */
  pass(milliseconds: number): void;
}

export function smallWorld(iamPropagationMs = 0): SmallWorld {
  const closing = new AbortController().signal;
  let now = Date.UTC(2025, 5, 15, 12);
  const clock = { now: () => now, sleep: () => Promise.resolve() };
  return {
    clock,
    clientClock: new ClientClock(clock),
    pass: (milliseconds) => {
      now += milliseconds;
    },
    random: () => 0.5,
    region: 'us-east-1',
    partition: 'aws',
    accounts: [ACCOUNT, OTHER_ACCOUNT].map((accountId) => ({
      accountId,
      accessKeyId: `AKIA${accountId}`,
      secretAccessKey: 'secret',
    })),
    ...nothingMade(),
    configurationHooks: [],
    versionHooks: [],
    nodeProgram: 'node',
    endpoint: '',
    background: new Background(closing, () => undefined),
    closing,
    timing: {
      liveReplicationMs: 0,
      jobStateMs: 0,
      iamPropagationMs,
      rulePropagationMs: 0,
      jobVisibleMs: 0,
      reportDelayMs: 0,
      inventoryDelayMs: 0,
      restoreMs: 0,
    },
    quirks: {
      unreliableFailedCount: false,
      olderReplicationRules: false,
      reportPrefixSlashOnce: false,
      unknownKmsKeysNotFound: false,
      duplicateMessages: false,
    },
  };
}

/** Text of a policy with these statements. */
export function policy(...statements: readonly Readonly<Record<string, unknown>>[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}

export const allow = (action: string | string[], resource: string | string[] = '*'): string =>
  policy({ Effect: 'Allow', Action: action, Resource: resource });

export const deny = (action: string | string[], resource: string | string[] = '*'): string =>
  policy({ Effect: 'Deny', Action: action, Resource: resource });

/** Trust policy for this principal. */
export const trust = (principal: unknown, condition: Readonly<Record<string, unknown>> = {}): string =>
  policy({ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole', Condition: condition });

export interface RoleSettings {
  readonly accountId?: string;
  readonly path?: string;
  readonly trustPolicy?: string;
  readonly inline?: readonly string[];
  readonly attached?: readonly ManagedPolicy[];
  readonly boundary?: ManagedPolicy;
}

/** A role that was created just now. */
export function addRole(world: World, name: string, settings: RoleSettings = {}): Role {
  const { accountId = ACCOUNT, path = '/', inline = [], attached = [], boundary } = settings;
  const now = world.clock.now();
  const role: Role = {
    arn: `arn:aws:iam::${accountId}:role${path}${name}`,
    name,
    id: `AROA${name.toUpperCase()}`,
    path,
    accountId,
    createdMs: now,
    changedMs: now,
    trustPolicy: settings.trustPolicy ?? trust({ Service: 's3.amazonaws.com' }),
    maxSessionSeconds: 3600,
    tags: new Map(),
    inlinePolicies: new Map(inline.map((document, index) => [`inline-${index}`, document])),
    attachedPolicyArns: new Set(attached.map(({ arn }) => arn)),
    ...(boundary === undefined ? {} : { permissionsBoundaryArn: boundary.arn }),
  };
  world.roles.set(role.arn, role);
  return role;
}

/** A managed policy that was created just now. */
export function addPolicy(world: World, name: string, document: string): ManagedPolicy {
  const now = world.clock.now();
  const added: ManagedPolicy = {
    arn: `arn:aws:iam::${ACCOUNT}:policy/${name}`,
    name,
    id: `ANPA${name.toUpperCase()}`,
    path: '/',
    accountId: ACCOUNT,
    createdMs: now,
    updatedMs: now,
    defaultSinceMs: now,
    tags: new Map(),
    versions: [{ versionId: 'v1', document, isDefault: true, createdMs: now }],
    nextVersion: 2,
  };
  world.policies.set(added.arn, added);
  return added;
}

export function sessionArn(role: Role, session = 'rehearsal'): string {
  return `arn:aws:sts::${role.accountId}:assumed-role/${role.name}/${session}`;
}
