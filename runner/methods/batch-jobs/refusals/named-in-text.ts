// What AWS names in its own words of a refusal: actions, who lacks them, on what, and the policy that stands against it. Nothing else
// reads them out of a text.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html

/** Kinds of policies, as IAM names them in a refusal. */
export type PolicyKind =
  | 'identity-based policy'
  | 'resource-based policy'
  | 'service control policy'
  | 'resource control policy'
  | 'permissions boundary'
  | 'session policy'
  | 'VPC endpoint policy';

export interface Named {
  /** Each once, in the order of the text. */
  readonly actions: readonly string[];
  /** Role, user or session that lacks them. @default - none is named */
  readonly principalArn?: string;
  /** What the action is done on. @default - none is named */
  readonly resourceArn?: string;
  /** The policy that denies, or that does not allow. @default - none is named */
  readonly policy?: { readonly kind: PolicyKind; readonly denies: boolean };
}

const ACTION = /\b(?:s3|kms|iam|sts):[A-Z][A-Za-z]+\b/g;
const ARN = /\barn:[a-z0-9-]+:[a-z0-9-]+:[a-z0-9-]*:\d*:[^\s,;"'()]*[^\s,;:."'()]/g;
const PRINCIPAL = /^arn:[a-z0-9-]+:(?:iam|sts)::\d*:(?:role|user|assumed-role|root|federated-user)\b/;
const KEY = /^arn:[a-z0-9-]+:kms:/;
const POLICY =
  /(explicit deny in an?|because no) ((?:identity-based|resource-based|service control|resource control|session|VPC endpoint) policy|permissions boundary)/i;

const KINDS: readonly PolicyKind[] = [
  'identity-based policy',
  'resource-based policy',
  'service control policy',
  'resource control policy',
  'permissions boundary',
  'session policy',
  'VPC endpoint policy',
];

export function namedIn(text: string): Named {
  // An ARN holds colons, and could hold what looks like an action.
  const arns = text.match(ARN) ?? [];
  const actions = [...new Set(text.replace(ARN, ' ').match(ACTION) ?? [])];
  const [first, second] = arns;
  const isPrincipal = first !== undefined && PRINCIPAL.test(first);
  const resourceArn = isPrincipal ? second : first;
  const [, how, policy] = POLICY.exec(text) ?? [];
  const kind = KINDS.find((known) => known.toLowerCase() === policy?.toLowerCase());
  return {
    actions,
    ...(isPrincipal ? { principalArn: first } : {}),
    ...(resourceArn === undefined ? {} : { resourceArn }),
    ...(kind === undefined ? {} : { policy: { kind, denies: how?.toLowerCase().startsWith('explicit') === true } }),
  };
}

export function isKeyArn(arn: string | undefined): arn is string {
  return arn !== undefined && KEY.test(arn);
}

/** `text` without the names that people have given to buckets, roles and keys: they may hold any word. */
export function withoutNames(text: string): string {
  return text.replace(ARN, '(arn)').replace(/\b[a-z0-9]+(?:[-._][a-z0-9]+)+\b/g, '(name)');
}
