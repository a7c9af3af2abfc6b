// Events for a person: results on standard output, talk on standard error.
import { nounOf } from '../transfer-noun';
import type { ComparingEvent, MemberEvent, RetryEvent, RunnerEvent } from '../../events/events';
import type { PolicyEvent } from '../../events/policy-events';
import type { TransferEndedEvent } from '../../events/transfer-events';
import { counted, duration } from '../../text/figures';
import type { Output } from '../../ports/world';
import { safeLines, visible } from '../../text/safe-text';
import { certificateText } from './certificate-text';
import { differenceText } from './comparisons/difference-text';
import { checkText, checksText } from './checks-text';
import type { Colours } from '../terminal/colours';
import { deletionText } from './deletion-text';
import { fleetView } from '../terminal/fleet-view';
import { fleetPlanText, fleetReportText } from './fleet-text';
import { costText, durationOfPlanText, surveyText, warningText } from './estimate-text';
import { healthText } from './health-text';
import { transferStatusText, transfersText } from './transfers-text';
import { planText } from './plan-text';
import { asciiOnly, everyLetter, observedRateText } from '../terminal/progress-line';
import { progressView } from '../terminal/progress-view';
import type { Renderer } from '../renderer';
import { recommendationText } from './recommendation-text';
import { reportText } from './report-text';
import { restoringText } from './restoring-text';
import { routeText } from './route-text';

const POLICY_OF: Readonly<Record<PolicyEvent['of'], string>> = {
  'job-role': 'job role',
  'copy-role': 'copy role',
  'datasync-source-role': 'role of the source',
  'datasync-destination-role': 'role of the destination',
  'datasync-report-role': 'role of the task report',
  'replication-role': 'replication role',
  'destination-identity': 'identity of the destinations',
  caller: 'policy of the caller',
  'source-bucket': 'policy of the source bucket',
  'destination-bucket': 'policy of the destination bucket',
  'source-key': 'policy of the source key',
  'destination-key': 'policy of the destination key',
};

interface Streams {
  readonly stdout: Output;
  readonly stderr: Output;
}

/** `; New 3 s, Active 2 min`: how long it was in each state. */
function statesText({ states }: TransferEndedEvent): string {
  const parts = states.map(({ status, seconds }) => `${status} ${duration(seconds)}`);
  return parts.length === 0 ? '' : `; it was ${parts.join(', ')}`;
}

function endText(event: TransferEndedEvent): string {
  const { transferId, status, reasons, advice } = event;
  const said = reasons.map(({ code, text }) => `\n       S3 says: ${visible(code === '' ? text : `${code}: ${text}`)}`);
  return `${nounOf(transferId)} ${visible(transferId)} is ${status}${statesText(event)}${said.join('')}${advice.map((text) => `\n       to do: ${text}`).join('')}`;
}

function retryText({ round, of, detail, waitSeconds }: RetryEvent): string {
  const wait = waitSeconds === 0 ? '' : `, in ${counted(waitSeconds, 'second')}`;
  return `round ${round} of at most ${of}${wait}: ${visible(detail)}`;
}

function comparingText({ destination, versions }: ComparingEvent): string {
  return `compared with '${visible(destination)}': ${counted(versions, 'object version')}`;
}

/** What somebody has to know of one of several: the rest stands in its own report. */
function memberText({ member, event }: MemberEvent, colours: Colours): string | undefined {
  const name = visible(member);
  switch (event.kind) {
    case 'warning':
      return `${colours.unsure('warning')} ${name}: ${warningText(event)}`;
    case 'check':
      if (event.answer !== 'wrong') return undefined;
      return `${name}: ${checkText(event, colours)}`;
    case 'nothing-matched':
      return event.hint === undefined ? undefined : `note: ${name}: ${visible(event.hint)}`;
    case 'route':
      return `route: ${name}: ${routeText(event)}`;
    case 'note':
      return `note: ${name}: ${visible(event.detail)}`;
    default:
      return undefined;
  }
}

/**
 * @param ascii whether the terminal knows no other letters. @default false
 * @param verbose whether everything is told in full. @default false
 */
export function textRenderer({ stdout, stderr }: Streams, colours: Colours, ascii = false, verbose = false): Renderer {
  const watching = progressView(stderr, ascii ? asciiOnly : everyLetter);
  const checks = checksText(colours, verbose);
  const fleet = fleetView(stderr);

  const talk = (text: string): void => {
    watching.clear();
    fleet.clear();
    stderr.write(`${safeLines(text)}\n`);
  };
  const result = (text: string): void => {
    watching.clear();
    fleet.clear();
    stdout.write(`${safeLines(text)}\n`);
  };

  const talkIf = (text: string | undefined): void => {
    if (text !== undefined) talk(text);
  };

  const tell = (event: RunnerEvent): void => {
    // Neither a pause among the checks, nor what they are about, ends them.
    if (event.kind !== 'check' && event.kind !== 'waiting' && event.kind !== 'target') talkIf(checks.rest());
    switch (event.kind) {
      case 'handoff':
        talk(
          colours.faint(
            `handoff from ${event.origin === 'standard input' ? event.origin : `'${visible(event.origin)}'`}`,
          ),
        );
        break;
      case 'target':
        break;
      case 'check':
        talkIf(checks.add(event));
        break;
      case 'survey':
        result(surveyText(event));
        break;
      case 'cost':
        result(costText(event));
        break;
      case 'duration':
        result(durationOfPlanText(event));
        break;
      case 'warning':
        talk(`${colours.unsure('warning')} ${warningText(event)}`);
        break;
      case 'plan':
        result(planText(event));
        break;
      case 'transfer':
        talk(`${event.how} ${nounOf(event.transferId)} ${visible(event.transferId)}: ${visible(event.detail)}`);
        break;
      case 'waiting':
        talk(`waiting ${counted(event.seconds, 'second')}: ${visible(event.detail)}`);
        break;
      case 'retry':
        talk(retryText(event));
        break;
      case 'transfer-state':
        watching.state(event);
        break;
      case 'progress':
        watching.progress(event);
        break;
      case 'observed-rate':
        talk(observedRateText(event));
        break;
      case 'transfer-ended':
        talk(endText(event));
        break;
      case 'report':
        result(reportText(event, verbose));
        break;
      case 'deletion':
        result(deletionText(event));
        break;
      case 'nothing-matched':
        // What was found is the verdict's summary.
        if (event.hint !== undefined) talk(`note: ${visible(event.hint)}`);
        break;
      case 'comparing':
        watching.passing(comparingText(event));
        break;
      case 'certificate':
        result(certificateText(event));
        break;
      case 'difference':
        result(differenceText(event));
        break;
      case 'health':
        result(healthText(event));
        break;
      case 'transfers':
        if (event.transfers.length > 0) result(transfersText(event.transfers));
        break;
      case 'transfer-status':
        result(transferStatusText(event));
        break;
      case 'policy':
        talk(`${POLICY_OF[event.of]} '${visible(event.name)}':`);
        result(event.text.split('\n').map(visible).join('\n'));
        break;
      case 'script':
        result(event.text.split('\n').map(visible).join('\n'));
        break;
      case 'recommendation':
        result(recommendationText(event, verbose));
        break;
      case 'fleet-plan':
        result(fleetPlanText(event));
        break;
      case 'fleet-member':
        fleet.member(event);
        break;
      case 'member':
        talkIf(memberText(event, colours));
        break;
      case 'fleet-report':
        result(fleetReportText(event));
        break;
      case 'route':
        talk(`route: ${routeText(event)}`);
        break;
      case 'restoring':
        talk(`restoring: ${restoringText(event)}`);
        break;
      case 'note':
        talk(`note: ${visible(event.detail)}`);
        break;
      case 'verdict': {
        const say = event.outcome === 'interrupted' ? talk : result;
        say(visible(event.summary));
        if (event.comeBack !== undefined) say(`come back with: ${visible(event.comeBack)}`);
        break;
      }
      case 'error':
        talk(`${colours.bad('s3-backfill:')} ${visible(event.message)}`);
        if (event.hint !== undefined) talk(`  to do: ${visible(event.hint)}`);
        break;
    }
  };
  return {
    tell,
    end() {
      talkIf(checks.rest());
      watching.clear();
      fleet.clear();
    },
  };
}
