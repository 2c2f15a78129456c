import SwiftCompilerPlugin
import SwiftSyntaxMacros

/// The compiler starts this as a program of its own.
@main
struct Plugin: CompilerPlugin {
    let providingMacros: [any Macro.Type] = [TableMacro.self, ColumnMacro.self, PartMacro.self]
}
