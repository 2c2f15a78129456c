import FlotillaDriver
import FlotillaSQL

/// What reading an inventory may need from outside: drivers for the sources that ask databases, secrets, a way to stop.
public struct InventoryContext: Sendable {
    public var drivers: [Engine: any Driver]
    public var secrets: Secrets
    /// Given to the commands that list targets.
    public var environment: Environment
    public var stop: StopSignal

    public init(
        drivers: [Engine: any Driver] = [:], secrets: Secrets = Secrets(), environment: Environment = .process,
        stop: StopSignal = StopSignal()
    ) {
        self.drivers = drivers
        self.secrets = secrets
        self.environment = environment
        self.stop = stop
    }
}
