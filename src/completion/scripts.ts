/** The shells that can be taught to complete. */
export const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const

export type Shell = (typeof SHELLS)[number]

export const isShell = (word: string): word is Shell => (SHELLS as readonly string[]).includes(word)

/**
 * What a shell has to read to complete the words of pars-auto. Each time it asks the program what may come, which
 * answers with a line for each word, a tab and what it is behind it; `:files` and `:folders` stand for whatever there is.
 */
export const script: Record<Shell, string> = {
  bash: `# Completion of pars-auto in bash. Put this into ~/.bashrc:
#   source <(pars-auto completion bash)
_pars_auto() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" line
  [[ $cur == "=" ]] && cur=""
  COMPREPLY=()
  while IFS= read -r line; do
    case "$line" in
      :files)
        compopt -o filenames 2>/dev/null
        while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -- "$cur") ;;
      :folders)
        compopt -o filenames 2>/dev/null
        while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -d -- "$cur") ;;
      *)
        line="\${line%%$'\\t'*}"
        [[ $line == *= ]] && compopt -o nospace 2>/dev/null
        COMPREPLY+=("$line") ;;
    esac
  done < <(pars-auto completion bash -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -F _pars_auto pars-auto
`,
  zsh: `#compdef pars-auto
# Completion of pars-auto in zsh. Put this into ~/.zshrc, below compinit:
#   source <(pars-auto completion zsh)
_pars_auto() {
  local line word about
  local -a found keys
  while IFS= read -r line; do
    case "$line" in
      :files) _files; return ;;
      :folders) _files -/; return ;;
    esac
    word="\${line%%$'\\t'*}"
    about="\${line#*$'\\t'}"
    if [[ "$word" == *= ]]; then keys+=("$word"); else found+=("\${word//:/\\\\:}:$about"); fi
  done < <(pars-auto completion zsh -- "\${(@Q)words[2,CURRENT]}" 2>/dev/null)
  (( $#keys )) && compadd -S '' -- "\${keys[@]}"
  (( $#found )) && _describe -V 'pars-auto' found
  (( $#keys + $#found ))
}
if [ "$funcstack[1]" = "_pars_auto" ]; then _pars_auto "$@"; else compdef _pars_auto pars-auto; fi
`,
  fish: `# Completion of pars-auto in fish. Once:
#   pars-auto completion fish > ~/.config/fish/completions/pars-auto.fish
function __pars_auto_complete
    set -l typed (commandline -opc) (commandline -ct)
    set -e typed[1]
    for line in (pars-auto completion fish -- $typed 2>/dev/null)
        switch $line
            case ':files'
                __fish_complete_path (commandline -ct)
            case ':folders'
                __fish_complete_directories (commandline -ct)
            case '*'
                echo $line
        end
    end
end
complete -c pars-auto -f -k -a '(__pars_auto_complete)'
`,
  powershell: `# Completion of pars-auto in PowerShell. Put this into the file that $PROFILE names:
#   pars-auto completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName 'pars-auto', 'pars-auto.cmd' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $typed = @($commandAst.CommandElements | Select-Object -Skip 1 |
        Where-Object { $_.Extent.StartOffset -lt $cursorPosition } |
        ForEach-Object { if ($null -ne $_.Value) { [string] $_.Value } else { $_.Extent.Text } })
    # An empty argument would not reach the program, so it is given as a sign.
    if ($wordToComplete -eq '') { $typed += '${'""'}' }
    $asked = @('completion', 'powershell', '--') + $typed
    & pars-auto @asked 2>$null | ForEach-Object {
        if ($_ -eq ':files' -or $_ -eq ':folders') {
            [System.Management.Automation.CompletionCompleters]::CompleteFilename($wordToComplete)
        } else {
            $word, $about = $_ -split "\`t", 2
            if (-not $about) { $about = $word }
            [System.Management.Automation.CompletionResult]::new($word, $word, 'ParameterValue', $about)
        }
    }
}
`,
}
