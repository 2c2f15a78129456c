import FlotillaSchema
import Testing

@Suite("PostgreSQL's types")
struct PostgreSQLTypeTests {
    private let renderer = PostgreSQLRenderer()

    @Test(
        "a type that the server spells is the word with which it is written",
        arguments: [
            ("character varying(255)", "varchar(255)"), ("character(3)", "char(3)"), ("integer", "integer"),
            ("numeric(12,2)", "numeric(12,2)"), ("timestamp(3) with time zone", "timestamptz(3)"),
            ("time without time zone", "time"), ("text[]", "text[]"), ("numeric(10,0)[]", "numeric(10,0)[]"),
            ("interval day to second(3)", "interval day to second(3)"), ("bit varying(8)", "bit varying(8)"),
            ("character varying", "character varying"), ("\"char\"", "\"char\""), ("bytea", "bytea"),
            ("double precision", "double precision"), ("tsvector", "tsvector"),
            ("geometry(Point,4326)", "geometry(Point,4326)"),
        ])
    func spellings(_ read: String, _ written: String) {
        let type = renderer.type(spelled: read)
        #expect(renderer.spelling(of: type) == written && renderer.type(spelled: written) == type)
    }

    @Test("words are found for what the server has a word for")
    func words() {
        #expect(renderer.type(spelled: "character varying(9)") == .varchar(9))
        #expect(renderer.type(spelled: "timestamp without time zone[]") == .array(of: .timestamp()))
        #expect(renderer.type(spelled: "inet") == .other("inet"))
    }
}
