// terraform/detached-run: s3-backfill run in the account, started by one call.
import { MOST_LOOKS } from '../../../modules/detached-run/timing';
import type { ModuleDescription } from '../description';
import { HANDOFF_LOCALS, SAME_ACCOUNT, SOME_DESTINATION } from '../of-handoff';
import { CONDITIONS } from './conditions';
import { NAMES } from './names';
import { outputsOf } from './outputs';
import { synthesizedWithPlaceholders } from './placeholders';
import { readme } from './readme';
import { INPUTS } from './variables';

export const DETACHED_RUN: ModuleDescription = {
  folder: 'detached-run',
  synthesize: synthesizedWithPlaceholders,
  inputs: INPUTS,
  names: NAMES,
  conditions: CONDITIONS,
  locals: HANDOFF_LOCALS,
  preconditions: {
    'aws_iam_role.step': [SOME_DESTINATION, SAME_ACCOUNT],
    'aws_sfn_state_machine.this': [
      [
        `var.timeout_seconds <= var.poll_seconds * ${MOST_LOOKS}`,
        `timeout_seconds is at most ${MOST_LOOKS} times poll_seconds: an execution of Step Functions has room for no more looks.`,
      ],
      [
        'alltrue([for arn in concat(var.topic == null ? [] : [var.topic.arn], var.alarm_action_arns) : split(":", arn)[3] == var.s3_backfill.source.region])',
        'topic and alarm_action_arns are of the Region of the source: neither EventBridge nor an alarm tells a topic of another one.',
      ],
    ],
  },
  outputs: outputsOf,
  readme,
};
