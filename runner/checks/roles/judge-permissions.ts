// Whether a role may do what it needs to, request by request: by its own policies and those of the bucket or key.
import { couldNotCheck, ok, wrong, type Finding } from '../check';
import { counted } from '../../text/figures';
import { decide, type Decision, type OwnAnswer, type ResourceAnswer } from '../../policy/decide';
import { lostPrincipal } from '../../patches/lost-principal';
import { truth, unsure, YES, type Truth } from '../../policy/truth';
import { weigh } from '../../policy/weigh';
import type { Readable } from '../asked/asked-once';
import { isDoneByAll, withExamples } from './with-examples';
import { questionOf, type OwnPolicies, type Request } from '../asked/own-policies';
import type { Allowing, Mend } from '../../patches/mend';
import type { Statement } from '../../policy/document';
import { callerPolicyPatch, namedAgainPatch, resourceStatementsPatch } from '../../patches/policy-patches';
import {
  actionsInWords,
  nameOfReason,
  policyInWords,
  reasonsOf,
  refusalWords,
  type OneAllowing,
  type PolicyOf,
  type Reason,
  type RefusalWords,
} from '../../patches/refusal-words';
import { defined } from '../../text/defined';
import { visible } from '../../text/safe-text';

/** One thing that a role needs, on a resource with a policy of its own. */
export interface Need extends Request {
  /** The resources it is one of, as a policy would name them: `arn:aws:s3:::bucket/folder/*`. */
  readonly pattern: string;
  /** Of a statement that allows it. @default - none */
  readonly condition?: Allowing['condition'];
  /** What becomes of the tasks without it. */
  readonly without: string;
  /** Another action that is enough. @default - none */
  readonly instead?: Instead;
  /** Only a policy that denies it stands against it. @default false */
  readonly unlessDenied?: boolean;
  /** Why it may do without, although AWS documents it: then nothing is wrong for certain. @default - it may not */
  readonly doubt?: string;
  readonly resourcePolicy: ResourcePolicy;
}

export interface Instead {
  readonly action: string;
  /** Why it may not be enough: then nothing is wrong for certain. @default - it is enough */
  readonly doubt?: string;
}

export interface ResourcePolicy {
  readonly place: PolicyOf;
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
  /** Whether it is whoever runs the program, and perhaps no role at all: then no role of Terraform's is mended. @default false */
  readonly isCaller?: boolean;
}

const UNANSWERED: OwnAnswer = { deny: unsure('nobody answered'), identity: unsure('nobody answered') };

/** The statement that the role needs. */
export function allowing({ action, pattern, condition }: Need): OneAllowing {
  return { action, resource: pattern, ...defined({ condition }) };
}

/** What stands beside policies: a grant of the key, or that nobody has to allow it. */
function elsewhere({ unlessDenied, resourcePolicy, action }: Need): Truth {
  if (unlessDenied === true) return YES;
  const granted = resourcePolicy.granted?.(action) ?? false;
  return granted === 'perhaps' ? unsure('a grant of the key allows it for some encryption contexts') : truth(granted);
}

function resourceAnswer({ resourcePolicy, ...request }: Need, { own, session }: Role): ResourceAnswer {
  const { text, place } = resourcePolicy;
  if ('why' in text) return { unread: `${policyInWords(place)} could not be read: ${text.why}` };
  return weigh(text.value === undefined ? [] : [text.value], questionOf(request, own.roleArn, session));
}

function accountOf({ own }: Role): string {
  return own.roleArn.split(':')[4] ?? '';
}

interface Judged {
  readonly need: Need;
  readonly decision: Decision;
  /** The statement of the resource's policy that may deny it. @default - none may */
  readonly doubted?: Statement;
}

function judge(need: Need, ownAnswer: OwnAnswer, role: Role): Judged {
  const { resourcePolicy } = need;
  const resource = resourceAnswer(need, role);
  const decision = decide({
    own: ownAnswer,
    resource,
    sameAccount: resourcePolicy.accountId === accountOf(role),
    resourceMustAllow: resourcePolicy.mustAllow === true,
    elsewhere: elsewhere(need),
  });
  const doubted = 'deny' in resource && resource.deny.is === 'unsure' ? resource.denying : undefined;
  return { need, decision, ...defined({ doubted }) };
}

/** What is not allowed is asked again for the action that would be enough. */
async function judgeAll(needs: readonly Need[], role: Role): Promise<readonly Judged[]> {
  const answers = await role.own.answer(needs);
  const judged = needs.map((need, index) => judge(need, answers[index] ?? UNANSWERED, role));
  const open = judged.filter(({ need, decision }) => need.instead !== undefined && decision.is !== 'allowed');
  if (open.length === 0) return judged;
  const substitutes = open.map(({ need }): Need => ({ ...need, action: need.instead?.action ?? need.action }));
  const substituted = await role.own.answer(substitutes);
  return judged.map((one): Judged => {
    const at = open.indexOf(one);
    const substitute = substitutes[at];
    if (substitute === undefined) return one;
    const other = judge(substitute, substituted[at] ?? UNANSWERED, role);
    const doubt = one.need.instead?.doubt;
    if (other.decision.is === 'allowed') {
      return doubt === undefined
        ? { need: one.need, decision: other.decision }
        : { ...one, need: { ...one.need, doubt } };
    }
    // What the other action may make up for is not wrong for certain.
    return one.decision.is === 'refused' && other.decision.is === 'unsure' ? other : one;
  });
}

/** In lists of those that have the same name. */
function grouped<T>(all: readonly T[], name: (one: T) => string): readonly (readonly [T, ...T[]])[] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const one of all) {
    const group = groups.get(name(one));
    if (group === undefined) groups.set(name(one), [one]);
    else group.push(one);
  }
  return [...groups.values()];
}

export const CALLERS_POLICY = 'let the caller have this policy, beside those that it has';

const FAILING = 'tasks would fail with ';

/** What becomes of the tasks, each once. */
function consequences(needs: readonly Need[]): string {
  const all = [...new Set(needs.map(({ without }) => without))];
  const codes = all.flatMap((one) => (one.startsWith(FAILING) ? [one.slice(FAILING.length)] : []));
  const others = all.filter((one) => !one.startsWith(FAILING));
  return [...others, ...(codes.length === 0 ? [] : [`${FAILING}${codes.join(', ')}`])].join('; ');
}

function doubtsOf(needs: readonly Need[]): string {
  return [...new Set(needs.flatMap(({ doubt }) => doubt ?? []))].join('; ');
}

interface Refused {
  readonly need: Need;
  readonly reason: Reason;
}

/** Where the policy of the resource allows it to a role that was deleted, the statement is written again, not another one beside it. */
function ofWhoWasDeleted(
  [{ reason, need }]: readonly [Refused, ...Refused[]],
  { own: { roleArn }, session }: Role,
  words: RefusalWords,
): RefusalWords {
  const { text, place } = need.resourcePolicy;
  if (reason.kind !== 'missing' || reason.where !== 'resource' || !('value' in text) || text.value === undefined)
    return words;
  const lost = lostPrincipal(text.value, questionOf(need, roleArn, session));
  if (lost === undefined) return words;
  const { statement, id } = lost;
  return {
    detail: `${words.detail}: its ${visible(statement.name)} names ${id}, which is a role or user that was deleted; one of the same name that was made again is another one`,
    fix: `name the role in ${policyInWords(place)} again: this instead of that statement, beside all others`,
    patch: namedAgainPatch(statement, roleArn, place),
  };
}

/** All that is refused for one reason, and mended at once; what may not be needed is no reason of its own to say that it is wrong. */
function refusedFinding(those: readonly [Refused, ...Refused[]], role: Role): Finding {
  const {
    title,
    own: { roleArn },
    isCaller = false,
  } = role;
  const [{ reason, need: first }] = those;
  const needs = those.map(({ need }) => need);
  const certain = needs.filter(({ doubt }) => doubt === undefined);
  const doubtful = needs.filter(({ doubt }) => doubt !== undefined);
  const told = certain.length > 0 ? certain : doubtful;
  const words = refusalWords({
    reason,
    those: told.map(allowing),
    mended: needs.map(allowing),
    place: first.resourcePolicy.place,
    roleArn,
  });
  const isOwn = reason.kind === 'missing' && reason.where === 'identity';
  const { detail, fix, patch } =
    isCaller && isOwn
      ? { ...words, fix: CALLERS_POLICY, patch: callerPolicyPatch(roleArn, needs.map(allowing)) }
      : ofWhoWasDeleted(those, role, words);
  const said = `the ${title} ${roleArn} ${detail}; ${consequences(told)}`;
  if (certain.length === 0) return couldNotCheck(`${said}; ${doubtsOf(doubtful)}`, patch);
  const beside =
    doubtful.length === 0
      ? ''
      : `; it lacks ${actionsInWords(doubtful.map(allowing))}, too, though ${doubtsOf(doubtful)}`;
  return wrong(`${said}${beside}`, fix, patch);
}

interface Unsure {
  readonly need: Need;
  readonly why: string;
  readonly doubted?: Statement;
}

/** Which statement it is about, where it is one of the resource's policy. */
function openWords({ need, why, doubted }: Unsure): string {
  if (doubted === undefined) return why;
  const { place } = need.resourcePolicy;
  return `${policyInWords(place)} denies it (${visible(doubted.name)}) under conditions that may hold: ${why}`;
}

/** Of another account, whose policy may not be read: what has to stand there. */
function isUnreadElsewhere({ resourcePolicy: { text, accountId } }: Need, role: Role): boolean {
  return 'why' in text && accountId !== accountOf(role);
}

function unsureFinding(those: readonly [Unsure, ...Unsure[]], role: Role): Finding {
  const [one] = those;
  const { need: first, doubted: statement } = one;
  const { roleArn } = role.own;
  const needs = those.map(({ need }) => need);
  const all = needs.map(allowing);
  const { place } = first.resourcePolicy;
  const isUnread = isUnreadElsewhere(first, role);
  const spared: Mend | undefined = statement && { kind: 'exception', ...place, statement, roleArn };
  const patch = isUnread ? resourceStatementsPatch(roleArn, all, place) : spared;
  const otherwise = isUnread ? '' : `; where it is not allowed, ${consequences(needs)}`;
  return couldNotCheck(`${role.title} ${roleArn}: ${actionsInWords(all)}: ${openWords(one)}${otherwise}`, patch);
}

/** The needs of a role, asked of objects that are there. */
export interface Examples {
  /** Of some that differ. */
  readonly some: readonly Need[];
  /** These needs of each that was looked at. */
  each(needs: readonly Need[]): Promise<readonly Need[]>;
}

/**
 * One finding for each reason that needs are not met, or one that says that all are.
 * @param examples the same needs of some objects, and of each that was looked at, for those that the former may do. @default - none
 */
export async function judgeNeeds(
  needs: readonly Need[],
  role: Role,
  examples: Examples = { some: [], each: () => Promise.resolve([]) },
): Promise<readonly Finding[]> {
  const all = await judgeAll([...needs, ...examples.some], role);
  const [ofAny, ofSome] = [all.slice(0, needs.length), all.slice(needs.length)];
  const doubtful = ofAny.filter((one) => isDoneByAll(one, ofSome));
  const ofEach =
    doubtful.length === 0 ? [] : await judgeAll(await examples.each(doubtful.map(({ need }) => need)), role);
  const judged = withExamples(ofAny, [...ofSome, ...ofEach]);
  const refused = judged.flatMap(({ need, decision }): readonly Refused[] =>
    decision.is === 'refused' ? reasonsOf(decision.by).map((reason) => ({ need, reason })) : [],
  );
  const open = judged.flatMap(({ need, decision, doubted }): readonly Unsure[] =>
    decision.is === 'unsure' ? [{ need, why: decision.why, ...defined({ doubted }) }] : [],
  );
  const findings = [
    ...grouped(refused, ({ need, reason }) => nameOfReason(reason, need.resourcePolicy.place)).map((those) =>
      refusedFinding(those, role),
    ),
    ...grouped(open, (one) =>
      [openWords(one), isUnreadElsewhere(one.need, role) ? policyInWords(one.need.resourcePolicy.place) : ''].join(
        '\n',
      ),
    ).map((those) => unsureFinding(those, role)),
  ];
  // One that is asked of several objects, or in several ways, is one.
  const met = new Set(judged.map(({ need: { action, pattern } }) => `${action}\n${pattern}`)).size;
  if (findings.length > 0 || met === 0) return findings;
  return [ok(`${role.title} ${role.own.roleArn}: ${counted(met, 'permission')} there`)];
}
