// What IAM lists, where an answer does not say whether it goes on, or leads back to where it has begun: part of what is allowed or denied
// would pass for all of it.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { connect } from '../../../runner/aws/connect';
import type { Aws } from '../../../runner/ports/aws';

const ROLE = 'arn:aws:iam::111122223333:role/job';
const LISTED = '<PolicyNames/><AttachedPolicies/>';
const DECIDED =
  '<EvaluationResults><member><EvalActionName>s3:GetObject</EvalActionName><EvalDecision>allowed</EvalDecision></member></EvaluationResults>';
const QUESTION = { action: 's3:GetObject', resource: 'arn:aws:s3:::src/a' };

let server: Server;
let aws: Aws;
/** By action. */
const answers = new Map<string, string>();
const asked: string[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const action = new URLSearchParams(body).get('Action') ?? '';
      asked.push(action);
      const inside = answers.get(action) ?? '<Role><RoleName>job</RoleName></Role>';
      response
        .writeHead(200, { 'content-type': 'text/xml' })
        .end(`<${action}Response><${action}Result>${inside}</${action}Result></${action}Response>`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  process.env['AWS_ACCESS_KEY_ID'] = 'AKIA';
  process.env['AWS_SECRET_ACCESS_KEY'] = 'secret';
  const endpointUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  aws = await connect({ region: 'us-east-1', endpointUrl, signal: new AbortController().signal }, {});
});
beforeEach(() => {
  answers.clear();
  asked.length = 0;
  for (const action of ['ListRolePolicies', 'ListAttachedRolePolicies'])
    answers.set(action, `${LISTED}<IsTruncated>false</IsTruncated>`);
  answers.set('SimulatePrincipalPolicy', `${DECIDED}<IsTruncated>false</IsTruncated>`);
});
afterAll(async () => {
  aws.close();
  await new Promise((resolve) => server.close(resolve));
});

it('what is listed to its end is known', async () => {
  expect(await aws.permissions.policiesOf(ROLE)).toEqual({ identity: [] });
  expect(await aws.permissions.simulate(ROLE, [QUESTION])).toMatchObject([{ decision: 'allowed' }]);
});

describe.each(['ListRolePolicies', 'ListAttachedRolePolicies'])('policies by %s', (action) => {
  it.each(['', '<IsTruncated>true</IsTruncated><Marker>m</Marker>', '<IsTruncated>true</IsTruncated>'])(
    'are not known where it says "%s"',
    async (more) => {
      answers.set(action, `${LISTED}${more}`);
      await expect(aws.permissions.policiesOf(ROLE)).rejects.toThrow(
        `IAM ${action}: the answer does not tell all policies of the role`,
      );
    },
  );
});

it.each([
  ['', /does not tell whether it goes on/],
  ['<IsTruncated>true</IsTruncated>', /does not tell the marker of the next page/],
  ['<IsTruncated>true</IsTruncated><Marker>m</Marker>', /goes on where a page before has begun/],
])('a simulation is not known where its pages say "%s"', async (more, why) => {
  answers.set('SimulatePrincipalPolicy', `${DECIDED}${more}`);
  await expect(aws.permissions.simulate(ROLE, [QUESTION])).rejects.toThrow(why);
  expect(asked.length).toBeLessThanOrEqual(2);
});
