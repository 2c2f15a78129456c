import ArgumentParser

/// For commands that change targets.
struct WritingOptions: ParsableArguments {
    @Flag(name: [.short, .long], help: "Do not ask before more than one target is changed.")
    var yes = false

    @Flag(help: "Exit with 2 when targets were changed, with 0 when there was nothing to do.")
    var detailedExitcode = false
}
