/// Storage, compression, statistics and options of a column, as they stand in ``Column/others``.
enum PostgreSQLColumnSetting {
    /// Its first word.
    static func name(_ setting: String) -> String {
        setting.hasPrefix("(") ? "(" : String(setting.prefix { $0 != " " })
    }

    /// The action that lets the server choose again.
    static func withdrawal(_ setting: String, type: ColumnType) -> String? {
        switch name(setting) {
        case "STORAGE": "SET STORAGE \(standardStorage(type))"
        case "COMPRESSION": "SET COMPRESSION default"
        case "STATISTICS": "SET STATISTICS -1"
        case "(":
            "RESET ("
                + setting.dropFirst().dropLast().split(separator: ",").map {
                    String($0.prefix { $0 != "=" }.drop { $0 == " " })
                }.joined(separator: ", ") + ")"
        default: nil
        }
    }

    private static func standardStorage(_ type: ColumnType) -> String {
        switch type {
        case .decimal, .other("inet"), .other("cidr"): "MAIN"
        case .boolean, .integer, .floatingPoint, .date, .time, .timestamp, .interval, .uuid: "PLAIN"
        default: "EXTENDED"
        }
    }
}
