// What systems that run builds act on when it stands in a log, whoever has written it. Each entry names what is read, where in a line,
// and where that is written down; of each, one character is spelled out, so that the rest stays readable.

/** Wherever they stand in a line. */
const ANYWHERE: readonly string[] = [
  // `##vso[area.action …]` of Azure Pipelines, which looks for it with IndexOf: microsoft/azure-pipelines-agent,
  // src/Microsoft.VisualStudio.Services.Agent/Command.cs. `##[group]`, `##[error]` there only look like something:
  // https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands
  // `##[command …]` of GitHub Actions, the older form, looked for with IndexOf, too: actions/runner, src/Runner.Common/ActionCommand.cs.
  // `##teamcity[…]`: https://www.jetbrains.com/help/teamcity/service-messages.html, and others that took that form over.
  String.raw`#(?=#[\w.-]{0,20}\[)`,
  // `%0A` and `%0D` are line ends in what follows a command of GitHub Actions or Azure Pipelines: a step that makes an annotation of
  // a message of ours would have the rest of it on a line of its own (ActionCommand.cs, Command.cs).
  '%(?=0[AaDd])',
  // `::command …::` of GitHub Actions, Gitea and Forgejo begins a line; here wherever it stands, because what prints our
  // lines may cut off what is before it. Three colons are an ARN. ActionCommand.cs; nektos/act, pkg/runner/command.go
  '(?<!:):(?=:(?:add-mask|add-matcher|add-path|debug|echo|endgroup|error|group|internal-set-repo-path|notice|' +
    'remove-matcher|save-state|set-env|set-output|stop-commands|warning)(?:[ :]|$))',
];

/** At the beginning of a line, spaces aside. */
const AT_THE_BEGINNING: readonly string[] = [
  // Any `::` of GitHub Actions: the word that ends `::stop-commands::WORD` is anybody's.
  ':+(?=:)',
  // Headings of Buildkite, `--- `, `+++ `, `~~~ ` and `^^^ +++`: buildkite/agent, process/… headerRegex;
  // https://buildkite.com/docs/pipelines/managing-log-output
  String.raw`-(?=--(?:\s|$))`,
  String.raw`\+(?=\+\+(?:\s|$))`,
  String.raw`~(?=~~(?:\s|$))`,
  String.raw`\^(?=\^\^(?:\s|$))`,
  // Folds of Travis CI.
  't(?=ravis_(?:fold|time):)',
];

// `section_start:…` of GitLab (https://docs.gitlab.com/ci/jobs/job_logs/) and the notes in a console of Jenkins begin or end with an
// escape sequence, which safe-text.ts spells out: nothing is left of them.

const COMMAND = new RegExp(ANYWHERE.join('|'), 'gu');
const BEGINNING = new RegExp(`^(\\s*)(${AT_THE_BEGINNING.join('|')})`, 'u');

/** One line, or a part of one, in which no system reads a command any more. */
export function withoutLogCommands(line: string, spelling: (character: string) => string): string {
  const spelled = (characters: string): string => Array.from(characters, spelling).join('');
  return line
    .replace(BEGINNING, (_all, spaces: string, characters: string) => spaces + spelled(characters))
    .replace(COMMAND, spelled);
}
