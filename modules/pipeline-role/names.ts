// How repositories, projects and what belongs to them are written in the subject of a token, which is compared letter by letter. These patterns
// are those of the settings file and of the module, too: Go's expressions, which Terraform has, take them as they are.
import type { Shape } from '../refusals/aws-names';

/**
 * Tokens of repositories that were made, renamed or handed over since 15 July 2026 have ids beside the names, and so have those that opted in.
 * https://github.blog/changelog/2026-04-23-immutable-subject-claims-for-github-actions-oidc-tokens/
 */
export const REPOSITORY: Shape = {
  pattern: /^([\w.-]+\/[\w.-]+|[\w.-]+@\d+\/[\w.-]+@\d+)$/,
  allowed:
    'OWNER/NAME of one repository, or OWNER@ID/NAME@ID as the tokens of repositories since July 2026 have it: a pattern would let in repositories that nobody looked at',
};
export const PROJECT: Shape = {
  pattern: /^[\w.-]+(\/[\w.-]+)+$/,
  allowed: 'GROUP/PROJECT of one project: a pattern would let in projects that nobody looked at',
};
/** `*` would be a branch of that name, and is meant otherwise. */
export const BRANCH: Shape = {
  pattern: /^[^\s*?:]+$/,
  allowed: 'the name of one, without * and ?: whoever may push would choose a name that a pattern takes',
};
/** GitHub writes a colon in a subject as %3A. */
export const ENVIRONMENT: Shape = {
  pattern: /^[^\s*?:]+( [^\s*?:]+)*$/,
  allowed: 'the name of one, without * and ?, and with %3A for a colon, as it stands in a token',
};
/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html */
export const HOST: Shape = {
  pattern: /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/,
  allowed: 'the name of a host is needed, like gitlab.com, without a port: IAM takes none',
};
export const AUDIENCE: Shape = { pattern: /^[^\s]{1,255}$/, allowed: 'one to 255 characters without a space' };
export const PROVIDER_ARN: Shape = {
  pattern: /^arn:[^:]+:iam::\d{12}:oidc-provider\/.+$/,
  allowed: 'the ARN of an OIDC provider looks like arn:aws:iam::111122223333:oidc-provider/gitlab.com',
};

export const REF_PREFIX = 'refs/';
export const WITHOUT_REF = 'the name alone, like main: the subject says refs/heads/ before it';

/** Whose tokens are let in. */
export const GITHUB_ISSUER = 'token.actions.githubusercontent.com';
export const GITLAB_HOST = 'gitlab.com';
export const providerEnding = (issuer: string): string => `:oidc-provider/${issuer}`;
export const OTHER_PROVIDER = 'it is the provider of another host, whose tokens would never have these conditions';
