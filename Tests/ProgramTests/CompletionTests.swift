import Foundation
import Testing

/// What bash offers, by the script that the program writes for it.
@Suite struct CompletionTests {
    private func offers(_ place: Workplace, _ line: String) throws -> [String] {
        let script = try place.flotilla(["--generate-completion-script", "bash"])
        try place.write("completions.bash", script.output)
        try place.write(
            "complete.bash",
            """
            source completions.bash
            COMP_LINE="$1"; COMP_POINT=${#COMP_LINE}; read -ra COMP_WORDS <<<"$1"
            [[ "$1" != *" " ]] || COMP_WORDS+=("")
            word="${COMP_WORDS[${#COMP_WORDS[@]} - 1]}"
            if [[ "${word}" == *@* ]]; then
                # As bash takes it apart.
                COMP_WORDS[${#COMP_WORDS[@]} - 1]="${word%%@*}"
                rest="${word#*@}"; word="@${rest}"
                COMP_WORDS+=("@" ${rest:+"${rest}"})
            fi
            COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
            complete="$(complete -p flotilla)"; complete="${complete#*-F }"
            "${complete%% *}" flotilla "${word}" "${COMP_WORDS[COMP_CWORD - 1]}"
            printf '%s\\n' "${COMPREPLY[@]}"
            """)
        let process = try place.process(["complete.bash", line], environment: [:])
        let binary = try #require(process.executableURL)
        process.executableURL = URL(fileURLWithPath: "/bin/bash")
        process.environment?["PATH"] = binary.deletingLastPathComponent().path + ":/usr/bin:/bin"
        let finished = try RunningProgram(process, in: place.path).finish()
        try #require(finished.status == 0, "\(finished)")
        return finished.output.split(separator: "\n").map(String.init)
    }

    @Test("ids of targets: those of the inventory, and of the ledger once it knows some")
    func targets() throws {
        let place = try Workplace(tenants: 3)
        #expect(try offers(place, "flotilla current --target t") == ["t1", "t2", "t3"])
        try place.flotilla("current --target t2")
        #expect(try offers(place, "flotilla upgrade --target t") == ["t2"])
    }

    @Test("keys of labels and revisions")
    func others() throws {
        let place = try Workplace(tenants: 1)
        #expect(try offers(place, "flotilla status --select r") == ["region="])
        #expect(try offers(place, "flotilla upgrade ") == ["head", "heads", "base", "r2", "r1"])
        #expect(try offers(place, "flotilla show r") == ["r2", "r1"])
    }

    @Test("revisions wherever one is an option's value, and what can be explained")
    func options() throws {
        let place = try Workplace(tenants: 1)
        #expect(try offers(place, "flotilla revision --head r") == ["r2", "r1"])
        #expect(try offers(place, "flotilla revision --depends-on r") == ["r2", "r1"])
        #expect(try offers(place, "flotilla history --rev-range r") == ["r2", "r1"])
        #expect(try offers(place, "flotilla upgrade --engine p") == ["postgresql"])
        #expect(try offers(place, "flotilla man ups") == [])
        #expect(try offers(place, "flotilla man upg") == ["upgrade"])
        #expect(try offers(place, "flotilla help sel") == ["selectors"])
    }

    @Test("what there is on a branch, behind its label")
    func branches() throws {
        let place = try Workplace(tenants: 1)
        try place.write(
            "migrations/versions/bill1.sql",
            "-- Revision ID: bill1\n-- Revises:\n-- Branch labels: billing\n\n-- flotilla:upgrade\nSELECT 1;\n")
        #expect(try offers(place, "flotilla upgrade bill") == ["bill1", "billing@head"])
        #expect(try offers(place, "flotilla upgrade billing@") == ["@head", "@base", "@bill1"])
        #expect(try offers(place, "flotilla downgrade --target t1 billing@b") == ["@base", "@bill1"])
    }

    @Test("where there is no project nothing is offered, and nothing is said")
    func nothing() throws {
        let place = try Workplace(tenants: 1)
        try FileManager.default.removeItem(atPath: place.path + "/flotilla.yaml")
        try FileManager.default.removeItem(atPath: place.path + "/migrations")
        #expect(try offers(place, "flotilla current --target t") == [])
        #expect(try offers(place, "flotilla show r") == [])
    }
}
