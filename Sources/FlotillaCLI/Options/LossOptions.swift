import ArgumentParser

/// For commands that run what revisions mark as losing data.
struct LossOptions: ParsableArguments {
    @Flag(help: "Agree to steps that are marked as losing data.")
    var loseData = false
}
