import FlotillaModels

/// The smallest example, before and after a change.
enum UserModels {
    static let first: [any Model.Type] = [First.User.self]
    static let second: [any Model.Type] = [Second.User.self]

    enum First {
        @Table
        struct User {
            @Column(.primaryKey) var id: Int
            @Column(.unique, length: 80) var username: String
            @Column(.unique, length: 120) var email: String
        }
    }

    enum Second {
        @Table
        struct User {
            @Column(.primaryKey) var id: Int
            @Column(.unique, length: 80) var username: String
            @Column(.unique, length: 120) var email: String
            var age: Int32?
        }
    }
}

/// Models that make no schema, or none that an engine accepts.
enum Broken {
    static let models: [any Model.Type] = [Account.self]

    @Table
    struct Account {
        @Column(.primaryKey) var id: Int
        @Column(.unique) var name: String
        @Column(check: "no_such_column > 0") var balance: Int
    }
}
