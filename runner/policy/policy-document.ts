// Policies that the runner writes: one statement for each place, its actions together.

export interface PolicyStatement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Principal?: Readonly<Record<string, string | readonly string[]>>;
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

export interface PolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly PolicyStatement[];
}

export interface Grant {
  readonly action: string;
  /** What it is granted on, in words: names the statement. */
  readonly on: string;
  /** ARNs; empty: there is no such place, and nothing is granted. */
  readonly resources: readonly string[];
  readonly condition?: PolicyStatement['Condition'];
}

function oneOrMore(texts: readonly string[]): string | readonly string[] {
  const [only, ...more] = texts;
  return only !== undefined && more.length === 0 ? only : texts;
}

/** `SourceObjects` */
function sidOf(on: string): string {
  return on.replace(/(?:^|\s+)(\w)/g, (_, letter: string) => letter.toUpperCase());
}

export function grantsOf(grants: readonly Grant[]): PolicyDocument {
  const places = [...new Set(grants.filter(({ resources }) => resources.length > 0).map(({ on }) => on))];
  const Statement = places.map((place): PolicyStatement => {
    const here = grants.filter(({ on }) => on === place);
    const condition = here[0]?.condition;
    return {
      Sid: sidOf(place),
      Effect: 'Allow',
      Action: oneOrMore([...new Set(here.map(({ action }) => action))]),
      Resource: oneOrMore([...new Set(here.flatMap(({ resources }) => resources))]),
      ...(condition === undefined ? {} : { Condition: condition }),
    };
  });
  return { Version: '2012-10-17', Statement };
}

/** Who may assume a role. */
export function trustOf(service: string): PolicyDocument {
  const Sid = 'AssumedByService';
  return {
    Version: '2012-10-17',
    Statement: [{ Sid, Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
  };
}

/** Who may assume a role, where it is no service: everybody of an account whose own policies allow it. */
export function trustOfAccount(accountId: string, partition: string, externalId: string | undefined): PolicyDocument {
  const Condition = { StringEquals: { 'sts:ExternalId': externalId ?? '' } };
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'AssumedByCallers',
        Effect: 'Allow',
        Principal: { AWS: `arn:${partition}:iam::${accountId}:root` },
        Action: 'sts:AssumeRole',
        ...(externalId === undefined ? {} : { Condition }),
      },
    ],
  };
}
