import FlotillaModels
import FlotillaSQL
import Foundation
import Testing

@testable import FlotillaTables

@Table
struct User {
    @Column(.primaryKey) var id: Int
    @Column(.unique, length: 80) var username: String
}

@Table
struct PurchaseOrder {
    @Column(.primaryKey) var id: Int
    @Column("buyer", references: User.self) var userID: Int
    var placedAt: Date
    var httpCode: Int32 { willSet {} }
}

enum Colour: String, CaseIterable, ColumnValue {
    case red, blue
}

enum Grade: Int16, ColumnValue {
    case first = 1
}

@Table
struct Everything {
    var flag: Bool
    var small: Optional<Grade>
    var wide: Int64
    var ratio: Double
    var words: String
    var bytes: [UInt8]
    @Column(length: 20) var limited: String
    var moment: Foundation.Date
    @Column(type: .date) var day: Date?
    var mark: UUID
    @Column(type: .decimal(8, 2)) var amount: Decimal
    var colour: Colour
    @Column(type: .text.spelled(postgresql: "citext")) var own: [Int: Int]
    var maybe: URL?
}

@Table
@Unique("team", "role")
@Index("role", where: "team > 0", name: "ix_active")
@Check("team > 0", name: "ck_team")
struct Membership {
    @Column(.primaryKey, references: User.self) var user: Int
    @Column(.primaryKey) var team: Int
    @Column(.indexed, length: 10, check: "role <> ''") var role: String
}

@Table(comment: "numbers from elsewhere")
struct Assigned {
    @Column(.primaryKey, .assigned) var id: Int
}

@Table
struct Defaults {
    @Column(default: true) var on: Bool
    @Column(default: "it's") var name: String
    @Column(default: .now) var at: Date
    @Column(type: .date, default: .now) var day: Date
    @Column(default: .sql("gen()", mysql: "uuid()")) var any: String
}

/// Models with one fault, and how it is told.
struct FaultyModels: Sendable, CustomTestStringConvertible {
    let models: [any Model.Type]
    let table: String
    var engine = Engine.sqlite
    let reason: ModelFault.Reason

    var testDescription: String { "\(reason)" }

    static let all = [
        FaultyModels(models: [User.self, User.self], table: "user", reason: .tableTwice),
        FaultyModels(models: [SameColumn.self], table: "same_column", reason: .columnTwice("b")),
        FaultyModels(models: [Empty.self], table: "empty", reason: .noColumns),
        FaultyModels(models: [Membership.self], table: "membership", reason: .unknownTable("user")),
        FaultyModels(
            models: [Lost.self, User.self], table: "user",
            reason: .unknownColumn("nobody", known: ["id", "username"])),
        FaultyModels(
            models: [HalfKey.self, Membership.self, User.self], table: "half_key",
            reason: .keyDoesNotFit("membership", columns: ["user", "team"])),
        FaultyModels(models: [SameName.self], table: "same_name", reason: .nameTwice("ix_same_name_a")),
        FaultyModels(
            models: [Unlimited.self], table: "unlimited", engine: .mysql, reason: .unlimitedInKey(column: "name")),
        FaultyModels(
            models: [SomeRows.self], table: "some_rows", engine: .mysql, reason: .partialUnique(columns: ["a"])),
        FaultyModels(models: [Zero.self], table: "zero", reason: .unspeakable(column: "text")),
    ]
}

@Table
struct SameColumn {
    var b: Int
    @Column("b") var c: Int
}

@Table
struct Empty {
    var computed: Int { 1 }
}

@Table
struct Lost {
    @Column(references: User.self, referencing: "nobody") var user: Int
}

@Table
struct HalfKey {
    @Column(references: Membership.self) var membership: Int
}

@Table
@Index("a")
struct SameName {
    @Column(.indexed) var a: Int
}

@Table
struct Unlimited {
    @Column(.unique) var name: String
}

@Table
@Index("a", unique: true, where: "a > 0")
struct SomeRows {
    var a: Int
}

@Table
struct Zero {
    @Column(default: "\0") var text: String
}
