# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Completion of marslog for bash: commands and options as the program itself lists them.

_marslog() {
    local program=${COMP_WORDS[0]} cur=${COMP_WORDS[COMP_CWORD]}
    local prev=${COMP_WORDS[COMP_CWORD - 1]} command=${COMP_WORDS[1]} words=
    COMPREPLY=()

    # "--name=value" arrives as three words, as = breaks words.
    if [[ $cur == = ]]; then
        cur=
    elif [[ $prev == = ]]; then
        prev=${COMP_WORDS[COMP_CWORD - 2]}
    fi

    if ((COMP_CWORD == 1)); then
        words=$("$program" help 2>/dev/null |
            awk '/^Commands:/ { on = 1; next } on && !NF { exit } on { print $1 }')
        mapfile -t COMPREPLY < <(compgen -W "$words --help --version" -- "$cur")
        return
    fi

    case $prev in
    --lang | -l) words='en ja' ;;
    --color | --progress) words='auto always never' ;;
    --group-by) words='folder' ;;
    --level) words='critical error warning information verbose' ;;
    --patterns | -p)
        compopt -o filenames
        mapfile -t COMPREPLY < <(compgen -d -- "$cur")
        return
        ;;
    --jobs | -j | --context | -C | --utc-offset | -z | --as-of | --max-* | --timeout | --id | --since | --until)
        return # a number or a time
        ;;
    esac
    if [[ $cur == -* && -z $words ]]; then
        words=$("$program" help "$command" --names 2>/dev/null)
    elif [[ $command == help ]]; then
        words=$("$program" help 2>/dev/null |
            awk '/^Commands:/ { on = 1; next } on && !NF { exit } on { print $1 }')
    elif [[ $command == patterns && $COMP_CWORD -eq 2 ]]; then
        words='check list why compile cost doc new'
    fi
    if [[ -n $words ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
        return
    fi
    compopt -o filenames
    mapfile -t COMPREPLY < <(compgen -f -- "$cur")
}

complete -F _marslog marslog
