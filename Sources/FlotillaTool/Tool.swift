import FlotillaCLI

/// `flotilla`: the command line and nothing else.
@main
enum Tool {
    static func main() { CommandLineProgram.run() }
}
