import FlotillaDriver

// Draft 7 of JSON Schema: the language server that editors ask about YAML knows nothing later.

extension FileKind {
    /// A JSON Schema for editors and for whoever writes such files by program.
    public var schema: JSON {
        .object(
            [
                JSON.Member("$schema", .string("http://json-schema.org/draft-07/schema#")),
                JSON.Member("title", .string(title)),
            ] + shape.schema)
    }
}

extension FileShape {
    fileprivate var schema: [JSON.Member] {
        switch self {
        case .text(let form): form.schema
        case .list(let element): [type("array"), JSON.Member("items", .object(element.schema))]
        case .words(let form): FileShape.either([.text(form), .list(.text(form))]).schema
        case .mapping(let keys): Self.mapping(keys)
        case .named(let value): [type("object"), JSON.Member("additionalProperties", .object(value.optionalSchema))]
        case .either(let shapes): [JSON.Member("anyOf", .array(shapes.map { .object($0.schema) }))]
        case .oneOf(let kinds, let others):
            Self.mapping(kinds.map(\.optional) + others)
                + [
                    JSON.Member(
                        "oneOf",
                        .array(kinds.map { .object([JSON.Member("required", .strings([$0.name]))]) }))
                ]
        }
    }

    /// Nothing behind a key is as if the key were not there.
    fileprivate var optionalSchema: [JSON.Member] {
        [JSON.Member("anyOf", .array([.object(schema), .object([type("null")])]))]
    }

    private static func mapping(_ keys: [FileKey]) -> [JSON.Member] {
        let required = keys.filter(\.isRequired).names
        return [
            type("object"),
            JSON.Member("properties", .object(keys.map { JSON.Member($0.name, $0.schema) })),
        ] + (required.isEmpty ? [] : [JSON.Member("required", .strings(required))])
            + [JSON.Member("additionalProperties", .boolean(false))]
    }
}

extension FileKey {
    fileprivate var optional: FileKey { FileKey(name, shape, about) }

    fileprivate var schema: JSON {
        .object([JSON.Member("description", .string(about))] + (isRequired ? shape.schema : shape.optionalSchema))
    }
}

extension TextForm {
    fileprivate var schema: [JSON.Member] {
        switch self {
        case .free: [JSON.Member("type", .strings(["string", "number", "boolean"]))]
        case .flag: [choice([.boolean(true), .boolean(false), .string("true"), .string("false")])]
        case .choice(let words): [choice(words.map { .string($0) })]
        case .number(let range, let words):
            anyOf([
                [
                    type("integer"), JSON.Member("minimum", .integer(range.lowerBound)),
                    JSON.Member("maximum", .integer(range.upperBound)),
                ], [choice(words.map { .string($0) })], pattern("[0-9]+"),
            ])
        case .decimal: anyOf([[type("number")], pattern("-?[0-9.]+([eE][-+]?[0-9]+)?")])
        case .duration(let words): anyOf([pattern("[0-9]+(ms|s|m|h)"), [choice(words.map { .string($0) })]])
        case .amount:
            anyOf([[type("integer"), JSON.Member("minimum", .integer(0))], pattern("[0-9]+(\\.[0-9]{1,2})?%?")])
        case .pattern(let expression): pattern(expression)
        }
    }

    /// `enum` must not be empty.
    private func anyOf(_ forms: [[JSON.Member]]) -> [JSON.Member] {
        let some = forms.filter { $0 != [choice([])] }
        return some.count == 1 ? some[0] : [JSON.Member("anyOf", .array(some.map { .object($0) }))]
    }

    private func choice(_ values: [JSON]) -> JSON.Member { JSON.Member("enum", .array(values)) }

    private func pattern(_ expression: String) -> [JSON.Member] {
        [type("string"), JSON.Member("pattern", .string("^(\(expression))$"))]
    }
}

private func type(_ name: String) -> JSON.Member { JSON.Member("type", .string(name)) }
