// A setup with one thing broken, what the doctor has to say of it, and what becomes of the job.
import * as IAM from '@aws-sdk/client-iam';
import type { CreateJobCommandInput } from '@aws-sdk/client-s3-control';
import type { Handoff } from '../../../../modules/handoff';
import type { IntendedRun } from '../../../../runner/checks/asked/intended-run';
import { EVERY_CHECK } from '../../../../runner/checks/every-check';
import type { CredentialsOf } from '../../../../runner/ports/world';
import type { CheckEvent } from '../../../../runner/events/check-events';
import { BUCKET_MUTATIONS } from '../../../emulator/mutations/buckets';
import { JOB_MUTATIONS } from '../../../emulator/mutations/jobs';
import type { Mutation } from '../../../emulator/mutations/mutation';
import { REPLICATION_ROLE_MUTATIONS } from '../../../emulator/mutations/replication-role';
import type { Stage, Statement } from '../../../emulator/stage';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** @default - they are of no session */
  readonly sessionToken?: string;
}

type Setup = Pick<Mutation, 'name' | 'options' | 'objects' | 'rules' | 'break'>;

export interface Broken extends Setup {
  readonly order?: (stage: Stage) => Promise<Partial<CreateJobCommandInput>> | Partial<CreateJobCommandInput>;
  /** What Terraform would have handed over. @default - what the stage has */
  readonly handoff?: (stage: Stage) => Promise<Partial<Handoff>> | Partial<Handoff>;
  /** The flags of the run. @default - none */
  readonly run?: (stage: Stage) => IntendedRun;
  /** Whose credentials the doctor has. @default - the account's root */
  readonly caller?: (stage: Stage) => Promise<Credentials>;
  /** Whose credentials look at the destinations. @default - those of the doctor */
  readonly identity?: CredentialsOf;
  /** The checks that say `wrong`, all of them; none: the finding is that it could not be checked. */
  readonly checks: readonly string[];
  /** The checks that say `could-not-check`, all of them. @default - that of `found`, if it says so */
  readonly unsure?: readonly string[];
  /** Checks that have nothing to look at, those of KMS keys aside. @default - none, unless a check ends the doctor */
  readonly silent?: readonly string[];
  /** `check answer: detail` of the finding. */
  readonly found: RegExp;
  /** In what is to be done about it. @default - it is something */
  readonly fix?: RegExp;
  /** In the patch of that finding. @default - it can be pasted, whatever it says */
  readonly patch?: RegExp;
  /** Code of the tasks, or reason of the job's failure. @default - no job can be created, or it is not about the job */
  readonly after?: RegExp;
}

const EMULATED: readonly Mutation[] = [...JOB_MUTATIONS, ...REPLICATION_ROLE_MUTATIONS, ...BUCKET_MUTATIONS];

/** One of the setups that the emulator itself is tested with: what becomes of its job is said there. */
export function emulated(name: string, found: RegExp, changes: Partial<Broken> = {}): Broken {
  const mutation = EMULATED.find((one) => one.name === name);
  if (mutation === undefined) throw new Error(`the emulator's tests have no setup '${name}'`);
  const { codes = [], reason } = mutation;
  const text = typeof reason === 'string' ? new RegExp(`^${reason.replaceAll('.', '\\.')}$`) : reason;
  const [check = '', answer = ''] = /^\^(\S+) (wrong)?/.exec(found.source)?.slice(1) ?? [];
  return {
    ...mutation,
    checks: answer === 'wrong' ? [check] : [],
    found,
    after: text ?? new RegExp(`^${codes[0] ?? 'no code'}$`),
    ...changes,
  };
}

/** Of keys, and of an identity, that most setups do not have. */
const SELDOM: ReadonlySet<string> = new Set(['kms-keys', 'kms-permissions', 'destination-identity']);

/** The checks that have said nothing at all. */
export function silentIn(found: readonly CheckEvent[]): readonly string[] {
  const heard = new Set(found.map(({ check }) => check));
  return EVERY_CHECK.map(({ check: { id } }) => id).filter((id) => !heard.has(id) && !SELDOM.has(id));
}

/** The checks that have said this, each once, in the order of the alphabet. */
export function checksThatSaid(said: CheckEvent['answer'], found: readonly CheckEvent[]): readonly string[] {
  return [...new Set(found.filter(({ answer }) => answer === said).map(({ check }) => check))].sort();
}

/** A user of the first account with these permissions and no others. */
export async function userWith({ iam }: Stage, statements: readonly Statement[]): Promise<Credentials> {
  const UserName = 'limited';
  await iam.send(new IAM.CreateUserCommand({ UserName }));
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: statements });
  await iam.send(new IAM.PutUserPolicyCommand({ UserName, PolicyName: 'own', PolicyDocument }));
  const { AccessKey } = await iam.send(new IAM.CreateAccessKeyCommand({ UserName }));
  return { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' };
}
