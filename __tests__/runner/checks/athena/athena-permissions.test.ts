// What whoever asks Athena needs: the policy that is printed is enough, and each action that is missing from it is named, with its patch.
import { afterAll, describe, expect, it } from '@jest/globals';
import { callerPolicy } from '../../../../runner/policy/caller/caller-policy';
import { targetOfHandoff } from '../../../../runner/target/target';
import { allow, REPORTS, strike, type Stage, type Statement } from '../../../emulator/stage';
import { userWith } from '../setups/broken';
import { handoffOfStage } from '../setups/examined';
import { answers, ATHENA, athenaStage, DESTINATIONS, said, type Made } from './athena-stage';

let stage: Stage | undefined;
async function staged(made?: Made): Promise<Stage> {
  if (stage !== undefined) await strike(stage);
  stage = await athenaStage(made);
  return stage;
}
afterAll(async () => {
  if (stage !== undefined) await strike(stage);
});

/** As `policy caller --for verify --engine athena` prints it. */
function printed(): readonly Statement[] {
  const document = callerPolicy(targetOfHandoff(handoffOfStage({ destinations: DESTINATIONS })), {
    verb: 'verify',
    uses: new Set(['athena', 'inventory']),
    destinations: [],
    lists: [REPORTS],
    queries: {
      ...ATHENA,
      tables: [ATHENA.sourceTable, ATHENA.destinationTable],
      results: { bucket: REPORTS, prefix: 'athena' },
    },
  });
  return document.Statement as unknown as readonly Statement[];
}

const lacking = (action: string, statements = printed()): readonly Statement[] =>
  statements.flatMap((one) => {
    const Action = [one.Action].flat().filter((other) => other !== action);
    return Action.length === 0 ? [] : [{ ...one, Action }];
  });

/** What the doctor asks by. */
const ASKING = allow(['iam:SimulatePrincipalPolicy', 'iam:GetUser', 's3:GetBucketPolicy'], '*');

/** What a new user with these statements is told. */
async function toldTo(on: Stage, statements: readonly Statement[]): ReturnType<typeof said> {
  return said(on, await userWith(on, [...statements, ASKING]));
}

describe('athena-permissions', () => {
  it('finds nothing wrong with the policy that is printed, and with the account itself', async () => {
    const on = await staged();
    const good = ['athena-workgroup ok', 'athena-tables ok', 'athena-tables ok', 'athena-permissions ok'];
    expect(answers(await said(on))).toEqual(good);
    expect(answers(await toldTo(on, printed()))).toEqual(good);
  });

  it('finds nothing wrong where policies let Athena alone write, and take what is from it', async () => {
    const through = printed().map((one) =>
      [one.Action].flat().some((action) => action === 's3:PutObject')
        ? { ...one, Condition: { StringEquals: { 'aws:CalledViaFirst': 'athena.amazonaws.com' } } }
        : one,
    );
    const found = await toldTo(await staged(), through);
    expect(answers(found).filter((one) => one.endsWith('wrong'))).toEqual([]);
  });

  it.each([
    'athena:StartQueryExecution',
    'athena:GetQueryExecution',
    'athena:GetQueryResults',
    'glue:GetDatabase',
    's3:GetBucketLocation',
    's3:PutObject',
    's3:ListBucket',
    's3:GetObject',
  ])('names %s where it is missing, with the statement that grants it', async (action) => {
    const found = await toldTo(await staged(), lacking(action));
    const wrong = found.filter(({ answer }) => answer === 'wrong');
    expect(wrong.map(({ check }) => check)).toEqual(['athena-permissions']);
    expect(wrong[0]?.detail).toContain(action);
    expect(wrong[0]?.patch?.text).toContain(`"${action}"`);
    expect(JSON.parse(wrong[0]?.patch?.text ?? '')).toMatchObject({ Version: '2012-10-17' });
  });

  it.each(['athena:GetTableMetadata', 'glue:GetTable'])(
    'names %s, without which no table is found, and says of the tables that nobody may look',
    async (action) => {
      const found = await toldTo(await staged(), lacking(action));
      expect(answers(found)).toContain('athena-tables could-not-check');
      const [wrong] = found.filter(({ answer }) => answer === 'wrong');
      expect([wrong?.check, wrong?.patch?.text]).toEqual([
        'athena-permissions',
        expect.stringContaining(`"${action}"`),
      ]);
    },
  );

  it.each(['athena:GetWorkGroup', 'athena:StopQueryExecution', 's3:AbortMultipartUpload'])(
    'finds nothing wrong without %s, which a comparison can do without, and says what is without it',
    async (action) => {
      const found = await toldTo(await staged(), lacking(action));
      const own = found.find(({ check }) => check === 'athena-permissions');
      expect([own?.answer, own?.detail]).toEqual(['ok', expect.stringContaining(action)]);
      expect(answers(found).filter((one) => one.endsWith('wrong'))).toEqual([]);
    },
  );

  it('asks for partitions of the catalog only where a table does not project them', async () => {
    const without = lacking('glue:GetPartitions');
    expect(answers(await toldTo(await staged(), without))).toContain('athena-permissions ok');
    const found = await toldTo(await staged({ table: { Parameters: {} } }), without);
    expect(found.find(({ answer }) => answer === 'wrong')?.detail).toContain('glue:GetPartitions');
  });
});
