// swift-tools-version: 6.2
import CompilerPluginSupport
import PackageDescription

// Floors, from the top down. A target may import only what stands below it; `Tests/StructureTests` holds it to that.
let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]

func floor(_ name: String, _ below: [Target.Dependency] = [], resources: [Resource] = []) -> Target {
    .target(name: name, dependencies: below, resources: resources, swiftSettings: strict)
}

func tests(_ name: String, _ below: [Target.Dependency], resources: [Resource] = []) -> Target {
    .testTarget(name: name, dependencies: below, resources: resources, swiftSettings: strict)
}

func system(_ name: String, _ pkgConfig: String, debian: String) -> Target {
    .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([debian])])
}

let package = Package(
    name: "flotilla",
    products: [
        .executable(name: "flotilla", targets: ["FlotillaTool"]),
        .library(name: "FlotillaKit", targets: ["FlotillaKit"]),
        // For executables of people's own: the command line, and models in Swift.
        .library(name: "FlotillaCLI", targets: ["FlotillaCLI"]),
        .library(name: "FlotillaModels", targets: ["FlotillaModels"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        // For the macros alone; the program flotilla is built without it.
        .package(url: "https://github.com/swiftlang/swift-syntax", "602.0.0"..<"604.0.0"),
    ],
    targets: [
        // The command line.
        .executableTarget(name: "FlotillaTool", dependencies: ["FlotillaCLI"], swiftSettings: strict),
        floor("FlotillaCLI", ["FlotillaKit", .product(name: "ArgumentParser", package: "swift-argument-parser")]),

        // Models in Swift. The program flotilla needs the descriptions only, which are a pure floor.
        floor("FlotillaModels", ["FlotillaTables", "FlotillaMacros"]),
        .macro(
            name: "FlotillaMacros",
            dependencies: [
                .product(name: "SwiftSyntaxBuilder", package: "swift-syntax"),
                .product(name: "SwiftSyntaxMacros", package: "swift-syntax"),
                .product(name: "SwiftCompilerPlugin", package: "swift-syntax"),
            ],
            swiftSettings: strict),

        // Effects.
        floor(
            "FlotillaKit",
            [
                "FlotillaTables", "FlotillaRuntime", "FlotillaLint", "FlotillaPostgreSQL", "FlotillaMySQL",
                "FlotillaSQLite",
            ]),
        // What runs in the Python of an Alembic project.
        floor(
            "FlotillaRuntime", ["FlotillaLedger", "FlotillaInventory"],
            resources: [
                .embedInCode("Bridge/clients.py"), .embedInCode("Bridge/target.py"), .embedInCode("Bridge/bridge.py"),
                .embedInCode("Import/reading.py"), .embedInCode("Import/rendering.py"),
                .embedInCode("Import/environment.py"), .embedInCode("Import/upgrading.py"),
            ]),
        floor("FlotillaLedger", ["FlotillaPostgreSQL", "FlotillaSQLite", "FlotillaRevisions"]),
        floor("FlotillaInventory", ["FlotillaDriver", "FlotillaRevisions", "CCurl", "CSpawn", "CYAML"]),
        floor("FlotillaPostgreSQL", ["FlotillaDriver", "CLibPQ"]),
        floor("FlotillaMySQL", ["FlotillaDriver", "CMariaDB", "CCrypto"]),
        floor("FlotillaSQLite", ["FlotillaDriver", "CSQLite"]),
        floor("FlotillaDriver", ["FlotillaRollout", "FlotillaSchema", "FlotillaSQL", "CCrypto"]),

        // Pure: no Foundation, no async, no clock, no randomness, no logging.
        floor("FlotillaTables", ["FlotillaSchema", "FlotillaSQL"]),
        floor("FlotillaRollout"),
        floor("FlotillaSchema", ["FlotillaSQL"]),
        floor("FlotillaLint", ["FlotillaRevisions", "FlotillaSQL"]),
        floor("FlotillaRevisions", ["FlotillaSQL"]),
        floor("FlotillaSQL"),

        // C libraries of the system.
        system("CLibPQ", "libpq", debian: "libpq-dev"),
        system("CMariaDB", "libmariadb", debian: "libmariadb-dev"),
        system("CSQLite", "sqlite3", debian: "libsqlite3-dev"),
        system("CCurl", "libcurl", debian: "libcurl4-openssl-dev"),
        system("CCrypto", "libcrypto", debian: "libssl-dev"),
        system("CYAML", "yaml-0.1", debian: "libyaml-dev"),
        // Declarations only: what glibc has for starting programs and its headers hide.
        .systemLibrary(name: "CSpawn"),

        // Tests, from the bottom up, and what several of them share.
        .target(
            name: "SchemaSamples", dependencies: ["FlotillaSchema"], path: "Tests/SchemaSamples", swiftSettings: strict),
        tests("StructureTests", []),
        tests("SQLTests", ["FlotillaSQL"]),
        tests("RevisionsTests", ["FlotillaRevisions"], resources: [.copy("Fixtures")]),
        tests("RolloutTests", ["FlotillaRollout"]),
        tests("SchemaTests", ["FlotillaSchema", "SchemaSamples"]),
        tests("ModelsTests", ["FlotillaModels", "FlotillaSchema"]),
        tests("LintTests", ["FlotillaLint"], resources: [.copy("Fixtures")]),
        tests("SimulatorTests", ["FlotillaRollout"]),
        tests("SQLServerTests", ["FlotillaSQL", "FlotillaSQLite", "CLibPQ", "CMariaDB", "CSQLite"]),
        tests("PostgreSQLTests", ["FlotillaPostgreSQL"]),
        tests("MySQLTests", ["FlotillaMySQL"]),
        tests("SQLiteTests", ["FlotillaSQLite"]),
        tests("DriverConformanceTests", ["FlotillaPostgreSQL", "FlotillaMySQL", "FlotillaSQLite"]),
        tests(
            "SchemaServerTests", ["FlotillaKit", "SchemaSamples"], resources: [.copy("autogenerate.jsonl")]),
        tests("InventoryTests", ["FlotillaInventory", "FlotillaPostgreSQL", "FlotillaMySQL", "FlotillaSQLite"]),
        tests("LedgerTests", ["FlotillaLedger"]),
        tests("CLITests", ["FlotillaCLI", "FlotillaKit"], resources: [.copy("Golden")]),
        .executableTarget(
            name: "SampleMigrations", dependencies: ["FlotillaCLI", "FlotillaModels"], path: "Tests/SampleMigrations",
            swiftSettings: strict),
        tests("ProgramTests", ["FlotillaKit"]),
        tests("FleetTests", ["FlotillaKit", "SampleMigrations"]),
    ],
    swiftLanguageModes: [.v6]
)
