import FlotillaModels
import Foundation

/// Everything that models can say.
enum Shop {
    enum Tier: String, CaseIterable, ColumnValue {
        case standard, gold
    }

    enum Level: Int16, ColumnValue {
        case low = 1
        case high = 9
    }

    @Table("customer", comment: "Who buys")
    @Index("city", "name")
    @Index("name", where: "active", name: "ix_customer_active")
    @Check("credit >= 0", name: "ck_customer_credit")
    struct Customer {
        @Column(.primaryKey) var id: Int
        @Column(.unique, length: 120, comment: "as it's written to") var email: String
        @Column(length: 80) var name: String
        @Column(length: 40) var city: String?
        @Column(default: true) var active: Bool
        @Column(type: .decimal(12, 2), default: 0) var credit: Decimal
        @Column(default: .now) var joinedAt: Date
        @Column(type: .date) var birthday: Foundation.Date?
        @Column(.unique) var token: UUID
        @Column(type: .json) var preferences: [String: String]?
        @Column(default: "standard") var tier: Tier
        @Column(default: 1) var level: Level
        var photo: Data?
        var notes: String?
        var score, weight: Double?
        @Column(type: .text.spelled(postgresql: "inet", mysql: "varchar(45)")) var lastAddress: String?
        @NotAColumn var orders: [PurchaseOrder] = []
        var greeting: String { "Dear \(name)" }
        static let limit = 10
    }

    @Table
    @Unique("customerID", "number")
    struct PurchaseOrder {
        @Column(.primaryKey) var id: Int64
        @Column("customer", .indexed, references: Customer.self, onDelete: .cascade) var customerID: Int
        var number: Int32
        @Column(check: "total_cents >= 0") var totalCents: Int64
        @Column(generated: "total_cents * 2") var doubled: Int64
        @Column(default: .sql("'o''clock'")) var `where`: String
        @Column(length: 16) var digest: [UInt8]?
    }

    @Table
    struct OrderLine {
        @Column(.primaryKey, references: PurchaseOrder.self, onDelete: .cascade) var orderID: Int64
        @Column(.primaryKey) var position: Int16
        @Column(references: Customer.self, referencing: "email", onUpdate: .cascade) var buyer: BuyerAddress?
        @Column(default: 1.5) var quantity: Float
    }

    /// Stored as its raw value, with a limit that a column it refers to has too.
    struct BuyerAddress: RawRepresentable, ColumnValue {
        var rawValue: String
        static var columnType: ModelType { .varchar(120) }
    }

    @Table
    struct Category {
        @Column(.primaryKey, .assigned) var id: Int32
        @Column(references: Category.self, onDelete: .setNull) var parent: Int32?
        @Column(length: 60) var title: String
    }
}

/// The same some time later.
enum ChangedShop {
    static let models: [any Model.Type] = [Customer.self, PurchaseOrder.self, Shop.Category.self, Label.self]

    enum Tier: String, CaseIterable, ColumnValue {
        case standard, gold, platinum
    }

    @Table("customer", comment: "Who buys, and who did")
    @Index("city")
    struct Customer {
        @Column(.primaryKey) var id: Int
        @Column(.unique, length: 200) var email: String
        @Column(length: 80) var name: String?
        @Column(length: 40, default: "Rome") var city: String?
        @Column(default: true) var active: Bool
        @Column(type: .decimal(12, 2), default: 0, check: "credit >= -10") var credit: Decimal
        @Column(default: .now) var joinedAt: Date
        @Column(.unique) var token: UUID
        @Column(type: .json) var preferences: [String: String]?
        @Column(default: "gold") var tier: Tier
        @Column(default: 1) var level: Shop.Level
        @Column(default: 0) var visits: Int
        var photo: Data?
    }

    @Table
    struct PurchaseOrder {
        @Column(.primaryKey) var id: Int64
        @Column("customer", .indexed, references: Customer.self) var customerID: Int
        var number: Int64
        @Column(check: "total_cents >= 0") var totalCents: Int64
        @Column(default: .sql("'o''clock'")) var `where`: String
    }

    @Table
    @ForeignKey("customer", references: Customer.self, onDelete: .cascade, name: "fk_label_owner")
    @Index("customer", "word", unique: true)
    struct Label {
        @Column(.primaryKey) var id: Int
        var customer: Int
        @Column(length: 30) var word: String
    }
}
