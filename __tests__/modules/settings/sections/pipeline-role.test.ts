// `pipeline_role` of a settings file, beside a replication.
import { Testing } from 'cdktf';
import { describe, expect, it } from '@jest/globals';
import { addSettingsStack, parseSettings } from '../../../../modules';

const BESIDE = {
  region: 'eu-west-1',
  source_bucket: 'my-bucket',
  replication_destination_bucket_arn: 'arn:aws:s3:::my-replica',
  report_bucket: 'my-reports',
};
const GITHUB = { repository: 'acme/storage', branches: ['main'] };
const ROLE = { verbs: ['run'], github: GITHUB };

const parse = (role: object, beside: object = BESIDE) =>
  parseSettings(JSON.stringify({ ...beside, pipeline_role: role }), 's.json');

interface Synthesized {
  readonly resource: Readonly<Record<string, Readonly<Record<string, object>>>>;
  readonly data: Readonly<Record<string, Readonly<Record<string, object>>>>;
  readonly output: Readonly<Record<string, { readonly value: unknown }>>;
}
const synthesize = (role: object, beside?: object): Synthesized =>
  JSON.parse(Testing.synth(addSettingsStack(Testing.app(), parse(role, beside)), true)) as Synthesized;

describe('pipeline_role', () => {
  it('makes the role and the OIDC provider, and tells the ARN of the role', () => {
    const beside = {
      ...BESIDE,
      role_path: '/ci/',
      permissions_boundary_arn: 'arn:aws:iam::111122223333:policy/boundary',
    };
    const { resource, data, output } = synthesize(
      { ...ROLE, name: 'backfill-pipeline', max_session_seconds: 3600 },
      beside,
    );
    const { permissions_boundary_arn: boundary } = beside;
    expect(Object.values(resource['aws_iam_role'] ?? {})).toContainEqual(
      expect.objectContaining({
        name: 'backfill-pipeline',
        path: '/ci/',
        permissions_boundary: boundary,
        max_session_duration: 3600,
      }),
    );
    expect(Object.keys(resource['aws_iam_openid_connect_provider'] ?? {})).toHaveLength(1);
    expect(JSON.stringify(data['aws_iam_policy_document'])).toContain('repo:acme/storage:ref:refs/heads/main');
    expect(output['backfill_pipeline_role']?.value).toMatch(/^\$\{aws_iam_role\.pipeline_role.*arn\}$/);
  });

  it.each<readonly [string, object, string]>([
    ['github.branches', { ...ROLE, github: { repository: 'acme/storage' } }, 'any workflow of the repository'],
    ['github.branches[0]', { ...ROLE, github: { ...GITHUB, branches: ['*'] } }, 'without * and ?'],
    ['github.repository', { ...ROLE, github: { ...GITHUB, repository: 'acme/*' } }, 'OWNER/NAME of one repository'],
    ['gitlab.branches', { ...ROLE, gitlab: { project: 'acme/storage', branches: [] } }, 'got'],
    ['github', { verbs: ['run'] }, 'nobody could assume the role'],
    ['verbs[0]', { ...ROLE, verbs: ['cancel'] }, 'got "cancel"'],
    ['principal_arns[0]', { ...ROLE, principal_arns: ['*'] }, 'got "*"'],
  ])('refuses %s with a reason', (key, role, why) => {
    expect(() => parse(role)).toThrow(`pipeline_role.${key}`);
    expect(() => parse(role)).toThrow(why);
  });

  it('has to be told where rules copy to that it does not see', () => {
    const adopted = { ...BESIDE, replication_destination_bucket_arn: undefined, adopt_existing_replication: true };
    expect(() => parse(ROLE, adopted)).toThrow('pipeline_role.destination_bucket_arns: got nothing');
    const { data } = synthesize({ ...ROLE, destination_bucket_arns: ['arn:aws:s3:::theirs'] }, adopted);
    expect(JSON.stringify(data['aws_iam_policy_document'])).toContain(':s3:::theirs"');
  });
});
