/** Shells for which there is a completion script. */
export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

/**
 * What makes a shell ask `snowline --complete WORD…` (complete-words.ts) for the words that may stand in place of the last one, and offer files where there
 * are none. bash: "Programmable Completion" of its manual; zsh: zshcompsys(1); fish: "Writing your own completions" of its manual.
 */
export const completionScripts: Readonly<Record<Shell, string>> = {
  bash: `# snowline completion for bash
_snowline() {
  local IFS=$'\\n'
  COMPREPLY=($(snowline --complete "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o bashdefault -o default -F _snowline snowline
`,
  zsh: `#compdef snowline
# snowline completion for zsh
_snowline() {
  local text
  text="$(snowline --complete "\${(@)words[2,CURRENT]}" 2>/dev/null)"
  if [[ -n "$text" ]]; then
    compadd -- "\${(@f)text}"
  else
    _files
  fi
}
if [[ "\${zsh_eval_context[-1]}" == loadautofunc ]]; then
  _snowline "$@"
else
  compdef _snowline snowline
fi
`,
  fish: `# snowline completion for fish
function __snowline_complete
  set -l before (commandline -opc)
  set -e before[1]
  set -l current (commandline -ct)
  snowline --complete $before "$current" 2>/dev/null
end
complete -c snowline -a '(__snowline_complete)'
`,
};
