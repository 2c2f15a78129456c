import Foundation
import Testing

/// A project of Alembic's in the folder `shop`, with a database of its own, and one of ours in the folder `fleet`, which has
/// no revision yet.
final class AlembicFolder {
    let workplace: Workplace

    var path: String { workplace.path + "/shop" }

    /// - Parameter settings: of ours.
    init(environment: String = AlembicFolder.environment, settings: String = "engines: [sqlite]\n") throws {
        workplace = try Workplace()
        try workplace.write("fleet/flotilla.yaml", settings)
        try workplace.write(
            "shop/alembic.ini",
            "[alembic]\nscript_location = %(here)s/scripts\nsqlalchemy.url = sqlite:///%(here)s/theirs.db\n")
        try workplace.write("shop/scripts/env.py", environment)
        try workplace.write("shop/scripts/script.py.mako", "")
    }

    /// - Parameters:
    ///   - parents, needs, labels: as they stand behind the equals sign.
    ///   - up, down: statements of Python, one a line.
    func revision(
        _ id: String, after parents: String = "None", needs: String = "None", labels: String = "None",
        message: String? = nil, up: String = "pass", down: String = "pass"
    ) throws {
        func body(_ text: String) -> String { text.split(separator: "\n").map { "    \($0)\n" }.joined() }
        try workplace.write(
            "shop/scripts/versions/\(id)_x.py",
            """
            \"\"\"\(message ?? "the \(id)")

            Revision ID: \(id)
            Revises: \(parents)
            Create Date: 2020-01-02 10:00:00.123456

            \"\"\"
            from typing import Union
            from alembic import op
            import sqlalchemy as sa

            revision: str = "\(id)"
            down_revision: Union[str, None] = \(parents)
            branch_labels = \(labels)
            depends_on = \(needs)


            def upgrade() -> None:
            \(body(up))

            def downgrade() -> None:
            \(body(down))
            """)
    }

    /// Alembic itself, which must succeed.
    @discardableResult
    func alembic(_ line: String) throws -> String {
        try run(try Self.program("alembic"), line.split(separator: " ").map(String.init)).output
    }

    /// A program of the environment in which Alembic is.
    static func program(_ name: String) throws -> String {
        let alembic = try #require(
            ProcessInfo.processInfo.environment["FLOTILLA_TEST_ALEMBIC"],
            "FLOTILLA_TEST_ALEMBIC is not set; run the tests with scripts/test")
        return (alembic as NSString).deletingLastPathComponent + "/" + name
    }

    @discardableResult
    func run(_ program: String, _ arguments: [String]) throws -> Finished {
        let process = try workplace.process(arguments, environment: ["PYTHONDONTWRITEBYTECODE": "1"])
        process.executableURL = URL(fileURLWithPath: program)
        process.currentDirectoryURL = URL(fileURLWithPath: path)
        let finished = try RunningProgram(process, in: workplace.path).finish()
        try #require(finished.status == 0, "\(arguments): \(finished.errors)")
        return finished
    }

    /// Ours, in the folder of ours, with the Python of the tests where it is an import.
    @discardableResult
    func flotilla(_ line: String) throws -> Finished {
        let words = line.split(separator: " ").map(String.init)
        let python = words.first == "import" && !line.contains("--python")
        return try workplace.flotilla(
            ["-c", "fleet/flotilla.yaml"] + words + (python ? ["--python", try Self.program("python")] : []))
    }

    /// The text of a revision of ours.
    func written(_ id: String) throws -> String {
        let folder = workplace.path + "/fleet/migrations/versions"
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        let name = try #require(names.first { $0.hasPrefix(id + "_") })
        return try String(contentsOfFile: folder + "/" + name, encoding: .utf8)
    }

    /// All that is in the folder of the project: names and contents.
    func snapshot() throws -> [String: Data] {
        var files: [String: Data] = [:]
        for name in try FileManager.default.subpathsOfDirectory(atPath: path) {
            files[name] = FileManager.default.contents(atPath: path + "/" + name) ?? Data()
        }
        return files
    }

    static let environment = """
        from alembic import context
        from sqlalchemy import MetaData, engine_from_config

        print("what env.py prints")
        metadata = MetaData(naming_convention={"uq": "uq_%(table_name)s_%(column_0_name)s"})
        if context.is_offline_mode():
            context.configure(url=context.config.get_main_option("sqlalchemy.url"), target_metadata=metadata)
            with context.begin_transaction():
                context.run_migrations()
        else:
            with engine_from_config(context.config.get_section("alembic")).connect() as connection:
                context.configure(connection=connection, target_metadata=metadata)
                with context.begin_transaction():
                    context.run_migrations()

        """
}
