// Whether the policy of a queue lets EventBridge send to it for a rule. Pure.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-sqs-permissions
import * as z from 'zod';
import { contextOf, isLike } from '../pattern';
import { every, NO, some, truth, unsure, YES, type Truth } from '../truth';

const texts = z.union([z.string().transform((text) => [text]), z.array(z.string())]);
const STATEMENT = z.looseObject({
  Effect: z.enum(['Allow', 'Deny']),
  Principal: z.union([z.literal('*').transform(() => ({ AWS: ['*'] })), z.record(z.string(), texts)]).optional(),
  Action: texts.optional(),
  Condition: z.record(z.string(), z.record(z.string(), texts)).optional(),
});
const POLICY = z.object({ Statement: z.union([STATEMENT.transform((one) => [one]), z.array(STATEMENT)]) });

type Statement = z.output<typeof STATEMENT>;

export const EVENTS_SERVICE = 'events.amazonaws.com';

const none = contextOf({});

function named({ Principal }: Statement): boolean {
  const { Service = [], AWS = [] } = (Principal ?? {}) as Readonly<Record<string, readonly string[] | undefined>>;
  return Service.includes(EVENTS_SERVICE) || Service.includes('*') || AWS.includes('*');
}

function isSending({ Action }: Statement): Truth {
  // NotAction, which nobody writes here.
  if (Action === undefined) return unsure('a statement names no action');
  return some(Action.map((one) => isLike('sqs:sendmessage', one.toLowerCase(), none)));
}

function met({ Condition = {} }: Statement, known: Readonly<Record<string, string>>): Truth {
  const all = Object.entries(Condition).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, wanted]): Truth => {
      const given = known[key.toLowerCase()];
      if (given === undefined) return unsure(`a condition asks for ${key}`);
      if (/^(String|Arn)(Equals|Like)(IfExists)?$/.test(operator) || operator === 'Bool')
        return some(wanted.map((one) => isLike(given, one, none)));
      if (/^(String|Arn)Not(Equals|Like)(IfExists)?$/.test(operator))
        return truth(wanted.every((one) => isLike(given, one, none).is === 'no'));
      return unsure(`a condition compares by ${operator}`);
    }),
  );
  return every(all);
}

/** @param policy JSON; undefined: it has none. @param ruleArn that is sent for */
export function letsEventsSend(policy: string | undefined, ruleArn: string): Truth {
  if (policy === undefined) return NO;
  let parsed: ReturnType<typeof POLICY.safeParse>;
  try {
    parsed = POLICY.safeParse(JSON.parse(policy));
  } catch {
    return unsure('the policy is no JSON');
  }
  if (!parsed.success) return unsure('the policy cannot be understood');
  const known = {
    'aws:sourcearn': ruleArn,
    'aws:sourceaccount': ruleArn.split(':')[4] ?? '',
    'aws:securetransport': 'true',
  };
  const about = (effect: 'Allow' | 'Deny'): Truth =>
    some(
      parsed.data.Statement.filter((one) => one.Effect === effect && named(one)).map((one) =>
        every([isSending(one), met(one, known)]),
      ),
    );
  const [allow, deny] = [about('Allow'), about('Deny')];
  if (deny.is === 'yes' || allow.is === 'no') return NO;
  return every([allow, deny.is === 'no' ? YES : deny]);
}
