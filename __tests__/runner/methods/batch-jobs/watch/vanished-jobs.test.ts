// Jobs that S3 does not know, or does not know any more, beside others that go on.
import { describe, expect, it } from '@jest/globals';
import {
  bucketIn,
  program,
  REPLICATION_ROLE,
  rule,
  runProgram,
  setup,
  type Ran,
  type Setup,
} from '../../../fakes/fake-world';

const PLACE = ['--region', 'eu-west-1', '--account-id', '111122223333'];
const RUN = ['--prefix', 'a/', '--prefix', 'b/', '--verify', 'never'];

function twoPrefixes(): Setup {
  const given = setup();
  bucketIn(given, 'src').replication = { roleArn: REPLICATION_ROLE, rules: [rule({ prefix: '' })] };
  return given;
}

/** S3 forgets the first job at the first look. */
function forgetting(given: Setup, untilLook = Infinity): void {
  const forgotten = given.jobs.made.splice(0, 1);
  let looks = 0;
  given.clock.afterSleep = () => {
    looks += 1;
    if (looks === untilLook) given.jobs.made.unshift(...forgotten);
  };
}

describe('a job that vanishes', () => {
  const running = async (untilLook?: number): Promise<Ran> => {
    const given = twoPrefixes();
    given.clock.afterSleep = () => forgetting(given, untilLook);
    return runProgram(given, ...RUN);
  };

  it('does not end the watching of the others; what became of it is said to be not known', async () => {
    const { code, stdout, stderr } = await running();
    expect(code).toBe(5);
    expect(stdout).toContain("1 object version replicated under 'b/', none failed, by the completion report");
    expect(stdout).toContain("what became of job job-1 under 'a/' is not known: S3 does not know it any more");
    expect(stderr).toContain('note: S3 does not know job job-1 any more');
  });

  it('is watched on when S3 knows it again within a minute', async () => {
    const { code, stdout } = await running(1);
    expect({ code, stdout }).toMatchObject({ code: 0 });
    expect(stdout).toContain('2 object versions replicated under 2 prefixes, none failed');
  });
});

describe('watch', () => {
  it('watches the others when S3 does not know one of the jobs that were named', async () => {
    const given = twoPrefixes();
    await runProgram(given, ...RUN, '--detach');
    const { code, stdout, stderr } = await program(given, 'watch', 'job-9', 'job-1', 'job-2', ...PLACE);
    expect(code).toBe(5);
    expect(stderr).toContain("there is no job 'job-9'");
    expect(stdout).toContain('2 object versions replicated under 2 prefixes, none failed, by the completion reports');
  });

  it('says what is wrong when S3 knows none of them', async () => {
    const { code, stderr } = await program(setup(), 'watch', 'job-8', 'job-9', ...PLACE);
    expect(code).toBe(5);
    expect(stderr).toContain("s3-backfill: there is no job 'job-8'");
  });
});
