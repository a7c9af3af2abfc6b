// What makes a shell ask s3-backfill for completions.
import { FILES } from './completion';

const BASH = `# bash: s3-backfill completion bash >> ~/.bashrc
_s3_backfill() {
  local offered
  COMPREPLY=()
  while IFS= read -r offered; do
    if [ "$offered" = '${FILES}' ]; then
      # bash 3, which macOS has, knows no compopt.
      compopt -o filenames 2> /dev/null
      local word=\${COMP_WORDS[COMP_CWORD]}
      while IFS= read -r offered; do COMPREPLY+=("$offered"); done < <(compgen -f -- "\${word#=}")
    else
      # Where bash takes words apart at '=', what stands before it stays.
      case "$COMP_WORDBREAKS" in *=*) offered=\${offered#*=} ;; esac
      COMPREPLY+=("$offered")
    fi
  done < <(s3-backfill complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2> /dev/null)
}
complete -F _s3_backfill s3-backfill
`;

const ZSH = `# zsh: s3-backfill completion zsh >> ~/.zshrc
(( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
_s3_backfill() {
  local -a offered
  offered=("\${(@f)$(s3-backfill complete -- "\${(@)words[2,CURRENT]}" 2> /dev/null)}")
  if [[ $offered[1] == '${FILES}' ]]; then
    compset -P '--*='
    _files
  elif [[ -n $offered[1] ]]; then
    compadd -- "\${offered[@]}"
  fi
}
compdef _s3_backfill s3-backfill
`;

export const SHELL_SCRIPTS = { bash: BASH, zsh: ZSH };
