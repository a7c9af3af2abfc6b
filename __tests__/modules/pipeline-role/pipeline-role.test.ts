// The role of a pipeline may do what `policy caller` tells of its verbs for the same handoff, and lets in whom it names.
import { describe, expect, it } from '@jest/globals';
import {
  BatchReplication,
  PIPELINE_PERMISSIONS,
  PipelineRole,
  type BatchReplicationProps,
  type PipelineRoleProps,
} from '../../../modules';
import { PIPELINE_VERBS, type PipelineVerb } from '../../../modules/policies/pipeline-permissions';
import type { CallerUse } from '../../../runner/policy/caller/caller-permission';
import { callerPolicy } from '../../../runner/policy/caller/caller-policy';
import type { Target } from '../../../runner/target/target';
import { newStack, synthesize, type Synthesized } from '../synthesis';

const REPLICATION: BatchReplicationProps = {
  sourceBucketName: 'source',
  sourceRegion: 'eu-west-1',
  rules: [
    { destinationBucketName: 'copies', prefix: 'in/' },
    { destinationBucketName: 'more-copies', prefix: 'in/', priority: 7 },
  ],
  reportBucketName: 'reports',
};
const GITHUB = { repository: 'acme/storage', branches: ['main'] };
const GITLAB = { project: 'acme/storage', branches: ['main'] };
const provider = (host: string): string => `arn:aws:iam::111122223333:oidc-provider/${host}`;

function make(
  props: Partial<Omit<PipelineRoleProps, 'replication'>> = {},
  replication: BatchReplicationProps = REPLICATION,
): Synthesized {
  const stack = newStack();
  const made = new BatchReplication(stack, 'backfill', replication);
  new PipelineRole(stack, 'pipeline', { replication: made, verbs: ['run'], github: GITHUB, ...props });
  return synthesize(stack);
}

interface Statement {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

function documentOf(stack: Synthesized, id: string): readonly Statement[] {
  return (stack.data('aws_iam_policy_document')[id] as { statement: readonly Statement[] }).statement;
}

/** Each action on each place. */
const pairsOf = (statements: readonly Statement[]): readonly string[] =>
  [
    ...new Set(
      statements.flatMap(({ actions, resources }) => actions.flatMap((one) => resources.map((on) => `${one} ${on}`))),
    ),
  ].sort();

const JOB_ROLE = '${aws_iam_role.backfill_batch-job-role.arn}';
const OWN_ROLE = '${aws_iam_role.pipeline_role.arn}';
const ACCOUNT = '${data.aws_caller_identity.s3-backfill-account.account_id}';

function told(verbs: readonly PipelineVerb[]): readonly string[] {
  const target = {
    source: { bucket: 'source', region: 'eu-west-1', accountId: ACCOUNT },
    batchJob: {
      roleArn: JOB_ROLE,
      report: { bucket: 'reports', prefix: 's3-backfill/reports' },
      manifest: { bucket: 'reports', prefix: 's3-backfill/manifests' },
    },
  } as unknown as Target;
  // What the program itself always asks for.
  const uses = new Set<CallerUse>(['tags', 'supplied manifest']);
  const replicationRoleArn = '${aws_iam_role.backfill_replication-role.arn}';
  const options = { uses, destinations: ['copies', 'more-copies'], callerArn: OWN_ROLE, replicationRoleArn };
  const statements = verbs.flatMap((verb) => callerPolicy(target, { ...options, verb }).Statement);
  return pairsOf(
    statements.map(({ Action, Resource }) => ({
      actions: [Action].flat(),
      resources: [Resource ?? []].flat().map((arn) => arn.replace(/^arn:aws:/, 'arn:P:')),
    })),
  );
}

describe('PipelineRole', () => {
  it.each<readonly [readonly PipelineVerb[]]>([
    ...PIPELINE_VERBS.map((verb) => [[verb]] as const),
    [['run', 'watch', 'verify']],
    [['watch', 'report']],
  ])('grants for %j what policy caller tells for the same handoff, action by action, and nothing else', (verbs) => {
    const granted = pairsOf(documentOf(make({ verbs }), 'pipeline_permissions'));
    expect(granted.length).toBeGreaterThan(5);
    expect(granted).toEqual(told(verbs));
  });

  it('has a reason for each action, on each place once', () => {
    const places = PIPELINE_PERMISSIONS.map(({ action, on }) => `${action} ${on}`);
    expect(new Set(places).size).toBe(places.length);
    expect(PIPELINE_PERMISSIONS.filter(({ because, verbs }) => because.length < 5 || verbs.length === 0)).toEqual([]);
  });

  it('lets in branches and environments of one repository of GitHub, by audience and subject', () => {
    const stack = make({ github: { ...GITHUB, environments: ['production'] } });
    expect(stack.data('aws_iam_policy_document')['pipeline_trust']).toMatchObject({
      statement: [
        {
          actions: ['sts:AssumeRoleWithWebIdentity'],
          principals: [{ type: 'Federated', identifiers: ['${aws_iam_openid_connect_provider.pipeline_github.arn}'] }],
          condition: [
            {
              test: 'StringEquals',
              variable: 'token.actions.githubusercontent.com:aud',
              values: ['sts.amazonaws.com'],
            },
            {
              test: 'StringEquals',
              variable: 'token.actions.githubusercontent.com:sub',
              values: ['repo:acme/storage:ref:refs/heads/main', 'repo:acme/storage:environment:production'],
            },
          ],
        },
      ],
    });
    expect(stack.resources('aws_iam_openid_connect_provider')['pipeline_github']).toMatchObject({
      url: 'https://token.actions.githubusercontent.com',
      client_id_list: ['sts.amazonaws.com'],
    });
  });

  it.each([
    ['acme/storage', 'a repository whose tokens have names alone'],
    ['acme@123456/storage@456789', 'a repository whose tokens have ids beside the names'],
  ])('lets in %s, letter by letter', (repository) => {
    const github = { repository, branches: ['release-1/x'], environments: ['live eu', 'a%3Ab'] };
    const trust = JSON.stringify(make({ github }).data('aws_iam_policy_document')['pipeline_trust']);
    expect(trust).toContain(
      JSON.stringify([
        `repo:${repository}:ref:refs/heads/release-1/x`,
        `repo:${repository}:environment:live eu`,
        `repo:${repository}:environment:a%3Ab`,
      ]),
    );
    expect(trust).not.toContain('StringLike');
  });

  it('lets in branches of one project of GitLab, by a provider that is there already, and principals beside it', () => {
    const providerArn = 'arn:aws:iam::111122223333:oidc-provider/gitlab.example.com';
    const principal = 'arn:aws:iam::111122223333:role/build';
    const gitlab = { project: 'acme/data/storage', branches: ['main'], host: 'gitlab.example.com', providerArn };
    const stack = newStack();
    const replication = new BatchReplication(stack, 'backfill', REPLICATION);
    new PipelineRole(stack, 'pipeline', { replication, verbs: ['run'], gitlab, principalArns: [principal] });
    const made = synthesize(stack);
    expect(made.types).not.toContain('aws_iam_openid_connect_provider');
    expect(made.data('aws_iam_policy_document')['pipeline_trust']).toMatchObject({
      statement: [
        {
          principals: [{ type: 'Federated', identifiers: [providerArn] }],
          condition: [
            { variable: 'gitlab.example.com:aud', values: ['sts.amazonaws.com'] },
            {
              variable: 'gitlab.example.com:sub',
              values: ['project_path:acme/data/storage:ref_type:branch:ref:main'],
            },
          ],
        },
        { actions: ['sts:AssumeRole'], principals: [{ type: 'AWS', identifiers: [principal] }] },
      ],
    });
  });

  it.each([
    ['aws-cn', 'cn-north-1'],
    ['aws-us-gov', 'us-gov-west-1'],
  ])(
    'names nothing of another partition in %s, and takes the audience that its tokens have',
    (partition, sourceRegion) => {
      const arn = (rest: string): string => `arn:${partition}:iam::111122223333:${rest}`;
      const audience = 'sts.amazonaws.com.cn';
      const github = { ...GITHUB, audience, providerArn: arn('oidc-provider/token.actions.githubusercontent.com') };
      const props = { github, principalArns: [arn('role/build')], permissionsBoundaryArn: arn('policy/boundary') };
      const stack = make(props, { ...REPLICATION, sourceRegion });
      const [trust, permissions] = ['pipeline_trust', 'pipeline_permissions'].map((id) =>
        JSON.stringify(stack.data('aws_iam_policy_document')[id]),
      );
      expect([...`${trust}${permissions}`.matchAll(/arn:(aws[a-z-]*):/g)].map(([, name]) => name)).toEqual([
        partition,
        partition,
      ]);
      expect(trust).toContain(JSON.stringify([audience]));
    },
  );

  it('is bounded and named as it is told, for sessions of six hours', () => {
    const boundary = 'arn:aws:iam::111122223333:policy/boundary';
    const stack = make({ roleName: 'backfill-pipeline', path: '/ci/', permissionsBoundaryArn: boundary });
    expect(stack.resources('aws_iam_role')['pipeline_role']).toMatchObject({
      name: 'backfill-pipeline',
      path: '/ci/',
      permissions_boundary: boundary,
      max_session_duration: 21_600,
    });
  });

  it.each<readonly [string, Partial<Omit<PipelineRoleProps, 'replication'>>, string]>([
    ['github.branches', { github: { repository: 'acme/storage' } }, 'repo:OWNER/NAME:*'],
    ['github.branches[0]', { github: { ...GITHUB, branches: ['*'] } }, 'without * and ?'],
    ['github.environments[0]', { github: { ...GITHUB, environments: ['prod*'] } }, 'without * and ?'],
    ['github.repository', { github: { ...GITHUB, repository: 'acme/*' } }, 'OWNER/NAME of one repository'],
    ['gitlab.branches', { gitlab: { project: 'acme/storage', branches: [] } }, 'project_path:GROUP/PROJECT:*'],
    ['gitlab.project', { gitlab: { project: 'acme/*', branches: ['main'] } }, 'GROUP/PROJECT of one project'],
    ['github.repository', { github: { ...GITHUB, repository: 'acme@12/storage' } }, 'OWNER@ID/NAME@ID'],
    ['github.branches[0]', { github: { ...GITHUB, branches: ['refs/heads/main'] } }, 'the name alone, like main'],
    ['github.environments[0]', { github: { ...GITHUB, environments: ['eu:live'] } }, 'with %3A for a colon'],
    ['github.providerArn', { github: { ...GITHUB, providerArn: 'github' } }, ':oidc-provider/'],
    ['github.providerArn', { github: { ...GITHUB, providerArn: provider('gitlab.com') } }, 'one of token.actions'],
    ['github.audience', { github: { ...GITHUB, audience: 'a b' } }, 'one to 255 characters'],
    ['roleNamePrefix', { roleNamePrefix: 'a'.repeat(39) }, 'at most 38'],
    ['roleName', { roleName: 'a'.repeat(65) }, 'at most 64'],
    ['gitlab.branches[0]', { gitlab: { ...GITLAB, branches: ['refs/heads/main'] } }, 'the name alone, like main'],
    ['gitlab.host', { gitlab: { ...GITLAB, host: 'gitlab.example.com:8443' } }, 'without a port: IAM takes none'],
    ['gitlab.audience', { gitlab: { ...GITLAB, audience: '' } }, 'one to 255 characters'],
    ['gitlab.providerArn', { gitlab: { ...GITLAB, providerArn: provider('gitlab.example.com') } }, 'one of gitlab.com'],
    ['principalArns[0]', { principalArns: ['arn:aws:iam::111122223333:role/*'] }, 'without * and ?'],
    ['principalArns[0]', { principalArns: ['arn:aws:iam::1111:role/build'] }, 'arn:aws:iam::111122223333:role/name'],
    ['principalArns[0]', { principalArns: ['*'] }, 'arn:aws:iam::111122223333:role/name'],
    ['verbs', { verbs: [] }, 'one or more of plan, run'],
    ['verbs[0]', { verbs: ['cancel' as PipelineVerb] }, 'one or more of plan, run'],
    ['maxSessionSeconds', { maxSessionSeconds: 60 }, 'a whole number from 3600 to 43200'],
  ])('refuses %s with a reason', (prop, props, why) => {
    expect(() => make(props)).toThrow(`${prop}: got`);
    expect(() => make(props)).toThrow(why);
  });

  it('is refused where nobody could assume it, and where no destination is named', () => {
    const stack = newStack();
    const adopted = { sourceBucketName: 'source', adoptExistingReplication: true, reportBucketName: 'reports' };
    const replication = new BatchReplication(stack, 'backfill', adopted);
    const build = () => new PipelineRole(stack, 'pipeline', { replication, verbs: ['run'] });
    expect(build).toThrow(/nobody could assume the role[\s\S]*destinationBucketNames: got nothing/);
  });
});
