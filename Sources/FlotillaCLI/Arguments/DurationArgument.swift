import ArgumentParser
import FlotillaInventory
import FlotillaKit

/// A length of time on the command line, in the settings' own form. A number without a unit is refused, because
/// PostgreSQL would take it for milliseconds and everybody else for seconds.
func durationArgument(_ text: String) throws -> Duration {
    guard let duration = DurationText.parse(text) else {
        throw ValidationError("it must be \(DurationText.expected).")
    }
    return duration
}
