// What a tool would be started with, as a script that does the same elsewhere: it brings all that it needs but the tool and credentials.
import type { CopyOptions } from '../../plan/copy-options';
import { visible } from '../../text/safe-text';
import { shellCommand } from '../../text/shell-command';
import { commandFor, type DrivenPlan } from './plan-driven';
import type { Tool, ToolOrder, Word } from './tool';
import { versionText } from './version';

const CREDENTIALS = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'];

function word(one: Word): string {
  return typeof one === 'string' ? shellCommand([one]) : `"$folder/${one.file}"`;
}

/** Line by line, where it is made of lines, so that people can read it. */
function writes(text: string): string {
  const lines = text.split('\n');
  const isOfLines = lines.length > 1 && lines.at(-1) === '';
  return shellCommand(isOfLines ? ['printf', '%s\\n', ...lines.slice(0, -1)] : ['printf', '%s', text]);
}

function says(text: string): string {
  return `{ ${shellCommand(['echo', text])} >&2; exit 2; }`;
}

/** Nothing that is configured for the tool leaks in, and nothing secret stands on a command line. */
function ownEnvironment({ inherits }: Tool): readonly string[] {
  const own = Object.entries(inherits);
  const kept = [...CREDENTIALS, ...own.map(([, name]) => name)].join('|');
  return [
    ...own.flatMap(([name, as]) => (name === as ? [] : [`[ -z "\${${name}:-}" ] || export ${as}="$${name}"`])),
    "for name in $(env | sed -n -e 's/^\\(RCLONE_[A-Za-z0-9_]*\\)=.*/\\1/p' -e 's/^\\(AWS_[A-Za-z0-9_]*\\)=.*/\\1/p'); do",
    `  case "$name" in ${kept}) ;; *) unset "$name" ;; esac`,
    'done',
    'export AWS_EC2_METADATA_DISABLED=true LC_ALL=C.UTF-8 PYTHONUTF8=1',
    '[ "$(uname)" = Darwin ] || export PYTHONUSERBASE="${PYTHONUSERBASE:-${HOME:-/}/.local}"',
    'export HOME="$folder"',
  ];
}

/** @param access where it is asked; its credentials are no part of the script */
export function scriptOf(tool: Tool, plan: DrivenPlan, access: ToolOrder['access'], copies?: CopyOptions): string {
  const { program, title } = tool;
  const { version } = plan.found;
  const [major, minor] = version;
  const places = plan.transfers.map(({ request: { from, to } }) =>
    visible(`s3://${from.bucket}/${from.prefix} to s3://${to.bucket}/${to.prefix}`),
  );
  const answer = `$(${[program, ...tool.versionWords].join(' ')} 2>&1)`;
  const parts = plan.transfers.flatMap((transfer) => {
    const { words, environment, files } = commandFor(tool, plan, transfer, access, copies);
    return [
      '',
      ...Object.entries(files).map(([name, text]) => `${writes(text)} > "$folder/${name}"`),
      ...Object.entries(environment).map(([name, value]) => `export ${name}=${word(value)}`),
      `${program} ${words.map(word).join(' ')} || status=$?`,
    ];
  });
  return [
    '#!/bin/sh',
    ...places.map(
      (place) => `# Copies ${place}, by ${title} ${versionText(version)}; plan ${plan.hash} of s3-backfill.`,
    ),
    `# Needs ${title} ${major}.${minor} on the PATH, and credentials that read the source and write the destination, in the variables`,
    '# AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and, where they end, AWS_SESSION_TOKEN. Nothing else of the environment is heeded.',
    `# Its exit code is the word of ${title}: ${shellCommand(['s3-backfill', 'verify', '--method', tool.name])} compares both sides.`,
    'set -eu',
    'umask 077',
    ': "${AWS_ACCESS_KEY_ID:?is needed}" "${AWS_SECRET_ACCESS_KEY:?is needed}"',
    `command -v ${program} > /dev/null || ${says(`${program} is in no folder of PATH`)}`,
    `case "${answer}" in *${shellCommand([tool.saysVersion])}${major}.${minor}.*) ;; *) ${says(`this was made for ${title} ${major}.${minor}`)} ;; esac`,
    'folder=$(mktemp -d)',
    'trap \'rm -rf "$folder"\' EXIT',
    "trap 'exit 130' INT TERM",
    ...ownEnvironment(tool),
    'status=0',
    ...parts,
    'exit "$status"',
  ].join('\n');
}
