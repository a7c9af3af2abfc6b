// Completion for shells: a script for each, and what it asks the program for.
import type { Commands } from './commands/command';
import { everyFlag } from './command-line';
import type { Flags } from './flags';

export type Shell = 'bash' | 'zsh';

/** The first word of what the scripts call; the words of the command line follow, the last as far as it is typed. */
export const COMPLETE = '--complete';

const SCRIPTS: Readonly<Record<Shell, string>> = {
  // Without an answer bash offers file names.
  bash: `# s3-backfill completion bash >> ~/.bashrc
_s3_backfill() {
  local IFS=$'\\n'
  COMPREPLY=($(compgen -W "$(s3-backfill ${COMPLETE} "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o bashdefault -o default -F _s3_backfill s3-backfill`,
  zsh: `#compdef s3-backfill
# s3-backfill completion zsh > "\${fpath[1]}/_s3_backfill"
_s3_backfill() {
  local -a found
  found=("\${(@f)$(s3-backfill ${COMPLETE} "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n "\${found[1]}" ]]; then compadd -- "\${found[@]}"; else _files; fi
}
compdef _s3_backfill s3-backfill`,
};

export function completionScript(shell: Shell): string {
  return SCRIPTS[shell];
}

/** `$SHELL` names one of them by its path; undefined: another one, or none. */
export function shellIn(path: string | undefined): Shell | undefined {
  const name = path?.split('/').at(-1);
  return name === 'bash' || name === 'zsh' ? name : undefined;
}

/** Values that a flag takes; undefined: the word before is no flag that takes one. */
function valuesOf(word: string, flags: Flags): readonly string[] | undefined {
  const flag = flags[word.replace(/^--/, '')];
  if (!word.startsWith('--') || flag === undefined || flag.type === 'boolean') return undefined;
  return (flag.choices ?? []).map(String);
}

/**
 * What the last of `words` may become.
 * @param words what was typed; the last one may be empty
 */
export function completions(words: readonly string[], commands: Commands): readonly string[] {
  const typed = words.slice(0, -1);
  const last = words.at(-1) ?? '';
  const names = Object.keys(commands);
  const name = typed.find((word) => names.includes(word));
  const flags = name === undefined ? everyFlag(commands) : (commands[name]?.flags ?? {});
  const values = valuesOf(typed.at(-1) ?? '', flags);
  const offered = values ?? (name === undefined ? names : Object.keys(flags).map((flag) => `--${flag}`));
  return offered.filter((one) => one.startsWith(last));
}
