import FlotillaCLI
import FlotillaModels
import Foundation

/// What a person's own executable looks like, but for the choice of models: a test changes them without building anew.
@main
struct SampleMigrations: MigrationProgram {
    static var models: [any Model.Type] {
        switch ProcessInfo.processInfo.environment["SAMPLE_MODELS"] {
        case "user": UserModels.first
        case "user with age": UserModels.second
        case "shop": [Shop.OrderLine.self, Shop.PurchaseOrder.self, Shop.Customer.self, Shop.Category.self]
        case "changed shop": ChangedShop.models
        case "broken": Broken.models
        default: []
        }
    }
}
