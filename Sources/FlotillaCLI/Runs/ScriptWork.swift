import FlotillaKit
import FlotillaRuntime
import FlotillaSQL

/// Prints what a command would do instead of doing it.
struct ScriptWork {
    var operation: Operation
    var targets: TargetOptions
    var options: ScriptOptions
    var common: CommonOptions
    var isLossAgreed = false
    var variables = SQLVariables()

    func print() async throws {
        let flotilla = try Connection.open(common, variables: variables)
        let selection = targets.isEmpty ? nil : try await flotilla.select(targets.selection)
        let script = try await flotilla.script(
            ScriptRequest(operation, tag: options.tag), for: selection, engine: options.engine)
        if !isLossAgreed, !script.loss.isEmpty { throw Complaint(losing: script.loss, in: operation.title) }
        Shell.current.writeResult(script.text)
    }
}
