// What systems that run builds do with a line of a log, after their sources and manuals; nothing of the program decides here.

/** Whether something acts on the line, and who. */
type Reader = (line: string) => string | undefined;

const GITHUB_COMMANDS = new Set([
  ...['add-mask', 'add-matcher', 'add-path', 'debug', 'echo', 'endgroup', 'error', 'group', 'internal-set-repo-path'],
  ...['notice', 'remove-matcher', 'save-state', 'set-env', 'set-output', 'stop-commands', 'warning'],
  // The word that ends stop-commands.
  'word',
]);

/** actions/runner, src/Runner.Common/ActionCommand.cs: TryParse, then TryParseV2. */
const github: Reader = (line) => {
  const at = line.indexOf('##[');
  if (at >= 0 && line.indexOf(']', at) > 0) return 'GitHub Actions, ##[';
  const trimmed = line.trimStart();
  const end = trimmed.indexOf('::', 2);
  if (!trimmed.startsWith('::') || end < 0) return undefined;
  const [name = ''] = trimmed.slice(2, end).split(' ');
  return GITHUB_COMMANDS.has(name) ? `GitHub Actions, ::${name}` : undefined;
};

/** microsoft/azure-pipelines-agent, Command.cs */
const azure: Reader = (line) => (line.includes('##vso[') ? 'Azure Pipelines' : undefined);

/** https://www.jetbrains.com/help/teamcity/service-messages.html, and those that took its form over. */
const teamCity: Reader = (line) => (/##[a-z]+\[/i.test(line) ? 'TeamCity' : undefined);

/** buildkite/agent: headerRegex, headerExpansionRegex, after colours are taken away. */
const buildkite: Reader = (line) => {
  // eslint-disable-next-line no-control-regex
  const plain = line.replace(/\u001b\[([;\d]+)?[mK]/g, '');
  return /^(?:---|\+\+\+|~~~)\s(.+)?$|^(?:\^\^\^\s+\+\+\+)\s*$/.test(plain) ? 'Buildkite' : undefined;
};

/** gitlab-org/gitlab: the marker of a section ends with a return and an escape sequence. */
const gitlab: Reader = (line) =>
  // eslint-disable-next-line no-control-regex
  /section_(?:start|end):\d+:[\w.-]+(?:\[.*\])?\r\u001b\[0K/.test(line) ? 'GitLab' : undefined;

const travis: Reader = (line) => (/^\s*travis_(?:fold|time):/.test(line) ? 'Travis CI' : undefined);

/** A step that makes an annotation of a line: the line ends that it has in it then. */
const annotated: Reader = (line) => (/%0[AD]/i.test(line) ? 'an annotation' : undefined);

/** Of a line without its ends. */
const READERS: readonly Reader[] = [github, azure, teamCity, buildkite, travis, annotated];

/** Who acts on which line of a log. */
export function actedOn(log: string): readonly string[] {
  const told = (lines: readonly string[], readers: readonly Reader[]): readonly string[] =>
    lines.flatMap((line) => readers.flatMap((reader) => reader(line) ?? []).map((who) => `${who}: ${line}`));
  return [...told(log.split(/\r\n|\r|\n/), READERS), ...told(log.split('\n'), [gitlab])];
}

/** Text that some system acts on as it stands. */
export const COMMANDS_OF_LOGS: readonly string[] = [
  '##vso[task.setvariable variable=x]y',
  '##[error]z',
  '##[add-matcher]x.json',
  '##[set-env name=X;]y',
  '::set-env name=X::y',
  '  ::add-mask::x',
  '\u00a0::error file=a,line=1::x',
  '::stop-commands::word',
  '::word::',
  'a%0A::add-mask::x%0D',
  "##teamcity[buildStatus status='FAILURE']",
  '##octopus[setVariable]',
  '###[group]',
  '--- group',
  '+++ group',
  '~~~ group',
  '^^^ +++',
  'travis_fold:start:x',
  'section_start:1:x[collapsed=true]\r\u001b[0K',
];
