// Prefixes and tags that are written as no key begins, and as no object is tagged.
import { ACCOUNT, allow, HOME, OTHER_ACCOUNT, put, putRules, rule, type Stage } from '../../../../emulator/stage';
import { userWith, type Broken } from '../broken';
import { onlyIf } from './written';

const putLog = (stage: Stage): Promise<unknown> => put(stage, 'logs/a');

/** A rule for what nobody has, although it is clear what was meant. */
const ruleFor = (Prefix: string): Broken => ({
  name: `the rule is for '${Prefix}', and keys begin with 'logs/'`,
  objects: putLog,
  rules: (stage) => putRules(stage, rule({ Filter: { Prefix } })),
  checks: ['source-objects'],
  found: /^source-objects wrong: there is no object under '.*', which a rule is for: a job would find nothing$/,
  fix: /did you mean 'logs\/'\?$/,
  after: /no keys matching/,
});

const runFor = (prefix: string, fix: RegExp): Broken => ({
  name: `the run is for '${prefix}', and keys begin with 'logs/'`,
  objects: putLog,
  handoff: () => ({ prefixes: [prefix] }),
  checks: ['prefix'],
  found: /^prefix wrong: there is no object under '.*' in 'source-of-stage': a job would find nothing/,
  fix,
});

const tagged = (name: string, Key: string, Value: string): Broken => ({
  name,
  objects: (stage) => put(stage, 'a', { Tagging: 'env=prod' }),
  rules: (stage) => putRules(stage, rule({ Filter: { Tag: { Key, Value } } })),
  checks: ['source-objects'],
  found: new RegExp(`^source-objects wrong: .* none has the tags that the rules ask for \\(${Key}=${Value}\\)`),
  after: /no keys matching/,
});

const READING = ['s3:Get*', 's3:List*', 'iam:Get*', 'iam:List*', 'iam:SimulatePrincipalPolicy'];
const RUNNING = ['s3:DescribeJob', 's3:PutJobTagging', 'iam:PassRole'];

const createsIf = (name: string, condition: object, changes: Partial<Broken> = {}): Broken => ({
  name: `the caller may create ${name}`,
  caller: (stage) =>
    userWith(stage, [allow([...READING, ...RUNNING], '*'), { ...allow('s3:CreateJob', '*'), ...onlyIf(condition) }]),
  checks: ['caller-permissions'],
  found:
    /^caller-permissions wrong: \S+:user\/limited lacks s3:CreateJob on \*: .* s3:RequestJobOperation S3ReplicateObject, s3:RequestJobPriority 10 and the tag s3-backfill:plan alone$/,
  ...changes,
});

export const SPELLING_SETUPS: readonly Broken[] = [
  ...['logs/*', 'logs//', ' logs/', 'logs\\', 'source-of-stage/logs/', 's3://source-of-stage/logs/', 'logs%2F'].map(
    ruleFor,
  ),
  runFor('source-of-stage/logs/', /^did you mean --prefix 'logs\/'\?/),
  runFor('arn:aws:s3:::source-of-stage/logs/', /^did you mean --prefix 'logs\/'\?/),
  runFor('logs/*', /^did you mean --prefix 'logs\/'\?/),
  runFor('*', /^leave --prefix out to take every key;/),
  tagged('the rule is for a tag in another case', 'Env', 'prod'),
  tagged('the rule is for the value of a tag in another case', 'env', 'Prod'),
  createsIf('jobs that copy', { StringEquals: { 's3:RequestJobOperation': 'S3PutObjectCopy' } }),
  createsIf('jobs with a tag of theirs', { StringEquals: { 'aws:RequestTag/team': 'data' } }),
  createsIf('jobs in another Region', { StringNotEquals: { 'aws:RequestedRegion': HOME } }),
  createsIf('jobs of low priority', { NumericLessThan: { 's3:RequestJobPriority': '5' } }),
  {
    name: 'the caller may pass other roles',
    caller: (stage) =>
      userWith(stage, [
        allow([...READING, 's3:CreateJob', 's3:DescribeJob', 's3:PutJobTagging'], '*'),
        allow('iam:PassRole', [`arn:aws:iam::${ACCOUNT}:role/job-*`, `arn:aws:iam::${OTHER_ACCOUNT}:role/*`]),
      ]),
    checks: ['caller-permissions'],
    found: /^caller-permissions wrong: \S+:user\/limited lacks iam:PassRole on arn:aws:iam::111122223333:role\/job: /,
  },
];
