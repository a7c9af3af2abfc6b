// Whether a role may do what it needs to, request by request: by its own policies and those of the bucket or key.
import { couldNotCheck, ok, wrong } from '../check';
import { counted } from '../../text/figures';
import { decide, type OwnAnswer, type ResourceAnswer } from '../../policy/decide';
import { truth, unsure, YES, type Truth } from '../../policy/truth';
import { weigh } from '../../policy/weigh';
import type { Readable } from '../asked/asked-once';
import { questionOf, type OwnPolicies, type Request } from '../asked/own-policies';
import { resourceStatementPatch, type Allowing } from '../../patches/policy-patches';
import { refusalWords, type OneAllowing } from '../../patches/refusal-words';
import type { Finding } from '../../events/check-events';
import { defined } from '../../text/defined';

/** One thing that a role needs, on a resource with a policy of its own. */
export interface Need extends Request {
  /** The resources it is one of, as a policy would name them: `arn:aws:s3:::bucket/folder/*`. */
  readonly pattern: string;
  /** Of a statement that allows it. @default - none */
  readonly condition?: Allowing['condition'];
  /** What becomes of the tasks without it. */
  readonly without: string;
  /** Another action that is enough. @default - none */
  readonly instead?: string;
  /** Only a policy that denies it stands against it. @default false */
  readonly unlessDenied?: boolean;
  /** Why it may do without, although AWS documents it: then nothing is wrong for certain. @default - it may not */
  readonly doubt?: string;
  readonly resourcePolicy: ResourcePolicy;
}

export interface ResourcePolicy {
  /** `the policy of the bucket 'x'`, `the policy of the key arn:…` */
  readonly of: string;
  readonly text: Readable<string | undefined>;
  readonly accountId: string;
  /** Keys: their policy has to say yes in any case. @default false */
  readonly mustAllow?: boolean;
  /** Whether a grant of the key allows it. @default - there are no grants */
  readonly granted?: (action: string) => boolean | 'perhaps';
}

export interface Role {
  /** `replication role` or `job role`. */
  readonly title: string;
  readonly own: OwnPolicies;
  /** Name of the session in which S3 acts as it. @default - not known */
  readonly session?: string;
}

const UNANSWERED: OwnAnswer = { deny: unsure('nobody answered'), identity: unsure('nobody answered') };

type Judged = 'allowed' | Finding;

function allowing({ action, pattern, condition }: Need): OneAllowing {
  return { action, resource: pattern, ...defined({ condition }) };
}

/** What stands beside policies: a grant of the key, or that nobody has to allow it. */
function elsewhere({ unlessDenied, resourcePolicy, action }: Need): Truth {
  if (unlessDenied === true) return YES;
  const granted = resourcePolicy.granted?.(action) ?? false;
  return granted === 'perhaps' ? unsure('a grant of the key allows it for some encryption contexts') : truth(granted);
}

function judge(need: Need, ownAnswer: OwnAnswer, role: Role): Judged {
  const { resourcePolicy, action, pattern, without } = need;
  const { title, own } = role;
  const accountId = own.roleArn.split(':')[4] ?? '';
  const decision = decide({
    own: ownAnswer,
    resource: resourceAnswer(need, role),
    sameAccount: resourcePolicy.accountId === accountId,
    resourceMustAllow: resourcePolicy.mustAllow === true,
    elsewhere: elsewhere(need),
  });
  if (decision.is === 'allowed') return 'allowed';
  if (decision.is === 'unsure') {
    const isForeign = 'why' in resourcePolicy.text && resourcePolicy.accountId !== accountId;
    const needed = isForeign ? resourceStatementPatch(own.roleArn, allowing(need)) : undefined;
    return couldNotCheck(`${title} ${own.roleArn}: ${action} on ${pattern}: ${decision.why}`, needed);
  }
  const { detail, fix, patch } = refusalWords(decision.by, allowing(need), resourcePolicy.of, own.roleArn);
  const said = `the ${title} ${own.roleArn} ${detail}; ${without}`;
  return need.doubt === undefined ? wrong(said, fix, patch) : couldNotCheck(`${said}; ${need.doubt}`, patch);
}

function resourceAnswer({ resourcePolicy, ...request }: Need, { own, session }: Role): ResourceAnswer {
  const { text, of } = resourcePolicy;
  if ('why' in text) return { unread: `${of} could not be read: ${text.why}` };
  return weigh(text.value === undefined ? [] : [text.value], questionOf(request, own.roleArn, session));
}

/** One finding for each need that is not met, or one that says that all are. */
export async function judgeNeeds(needs: readonly Need[], role: Role): Promise<readonly Finding[]> {
  const answers = await role.own.answer(needs);
  const instead = needs.map(({ instead: action }) => action);
  const substitutes = needs.flatMap((need, index) =>
    instead[index] === undefined ? [] : [{ ...need, action: instead[index] }],
  );
  const substituted = substitutes.length === 0 ? [] : await role.own.answer(substitutes);
  const judged = needs.map((need, index): Judged => {
    const first = judge(need, answers[index] ?? UNANSWERED, role);
    if (first === 'allowed' || need.instead === undefined) return first;
    const at = substitutes.findIndex(({ pattern, action }) => pattern === need.pattern && action === need.instead);
    const substitute = substitutes[at];
    if (substitute === undefined) return first;
    const second = judge(substitute, substituted[at] ?? UNANSWERED, role);
    if (second === 'allowed') return second;
    // What the other action may make up for is not wrong for certain.
    return first.answer === 'wrong' && second.answer === 'could-not-check' ? second : first;
  });
  const findings = judged.filter((one): one is Finding => one !== 'allowed');
  const distinct = [...new Map(findings.map((finding) => [finding.detail, finding])).values()];
  const met = judged.length - findings.length;
  if (distinct.length > 0 || met === 0) return distinct;
  return [ok(`${role.title} ${role.own.roleArn}: ${counted(met, 'permission')} there`)];
}
