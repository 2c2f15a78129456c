/// What a shell reads to complete words, as the parser writes it, with what the parser does not know.
enum CompletionScript {
    static func mended(_ script: String) -> String {
        var lines = script.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        removeHelpOfParser(from: &lines)
        joinWordsOfBash(in: &lines)
        return lines.joined(separator: "\n")
    }

    /// The parser has a command 'help' of its own, which ours stands for, and which offers nothing. In a script the later of
    /// two functions holds.
    private static func removeHelpOfParser(from lines: inout [String]) {
        let heads = lines.indices.filter { lines[$0].hasPrefix("_") && lines[$0].hasSuffix("_help() {") }
        guard let first = heads.first, let last = heads.last, first != last, lines[first] == lines[last],
            let end = lines[last...].firstIndex(of: "}")
        else { return }
        lines.removeSubrange(last...end)
    }

    /// Bash takes a word apart at `@`, so that `billing@head` would be three arguments.
    private static func joinWordsOfBash(in lines: inout [String]) {
        let command = "complete -o filenames -F _"
        guard let last = lines.lastIndex(where: { $0.hasPrefix(command) }) else { return }
        let names = lines[last].dropFirst(command.count).split(separator: " ")
        guard names.count == 2 else { return }
        lines[last] = command + "_\(names[0])_whole_words \(names[1])"
        lines.insert(wholeWords(before: "_\(names[0])"), at: last)
    }

    private static func wholeWords(before function: String) -> String {
        """
        _\(function)_whole_words() {
            local -a whole=()
            local -i at=0 last=-1 index
            local rest="${COMP_LINE}" word gap
            for ((index = 0; index < ${#COMP_WORDS[@]}; index++)); do
                word="${COMP_WORDS[index]}"
                gap="${rest%%[![:space:]]*}"
                rest="${rest#"${gap}"}"
                rest="${rest#"${word}"}"
                if [[ ${last} -gt 0 && -z "${gap}" && ( "${word}" == @* || "${whole[last]}" == *@ ) ]]; then
                    whole[last]+="${word}"
                else
                    whole+=("${word}")
                    last+=1
                fi
                ((index == COMP_CWORD)) && at="${last}"
            done
            if [[ "${whole[at]}" != *@* ]]; then
                \(function) "$@"
            else
                local -a COMP_WORDS=("${whole[@]}")
                local -i COMP_CWORD="${at}"
                \(function) "$1" "${whole[at]}" "${whole[at - 1]}"
                [[ "${2}" == "${whole[at]}" ]] || COMPREPLY=("${COMPREPLY[@]#"${whole[at]%%@*}"}")
            fi
            # Else it would be written \\@, as in names of files.
            [[ "${COMPREPLY[*]}" != *@* ]] || compopt +o filenames 2>/dev/null
        }

        """
    }
}
