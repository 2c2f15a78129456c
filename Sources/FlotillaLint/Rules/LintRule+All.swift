/// All rules, by what they are about. A rule that is not listed here is not run; a test looks for it.
extension LintRule {
    /// A heading and what stands under it.
    public struct Group: Sendable {
        public let title: String
        public let rules: [LintRule]
    }

    public static let all = groups.flatMap(\.rules)

    /// The rule of this name, if there is one.
    public static func named(_ id: ID) -> LintRule? { byID[id] }

    private static let byID = Dictionary(uniqueKeysWithValues: all.map { ($0.id, $0) })

    public static let groups: [Group] = [
        Group(
            title: "Locks and rewrites in PostgreSQL",
            rules: [
                addColumnVolatileDefault, addCountingColumn, addRequiredColumn, addStoredGeneratedColumn,
                attachPartitionWithoutCheck, changeColumnType, checkWithoutNotValid, concurrentlyIfNotExists,
                detachPartitionWithoutConcurrently, domainConstraint, dropIndexWithoutConcurrently,
                exclusionConstraint, explicitLock, foreignKeyWithoutNotValid, indexWithoutConcurrently,
                lockTimeoutSwitchedOff, longWorkUnderLock, manyObjects, primaryKeyOnNullable,
                primaryKeyWithoutIndex, refreshWithoutConcurrently, reindexWithoutConcurrently, repeatedAlterTable,
                setLogged, setNotNull, severalExclusiveLocks, statementTimeoutSwitchedOff, tableRewrite,
                triggerOnLiveTable, uniqueWithoutIndex, validateInSameTransaction,
            ]),
        Group(
            title: "Transactions and what can run at all",
            rules: [
                cannotRunInTransaction, checkThatWrites, enumValueUsedAtOnce, notAnalysed, refusedStatement,
                sessionState, transactionControlInSection, unclosedTransaction, unreadableSQL,
            ]),
        Group(
            title: "Applications and rows",
            rules: [
                constraintWithoutCheck, deleteWithoutWhere, dropColumn, dropConstraint, dropDatabase, dropNotNull,
                dropTable, insertWithoutColumns, noWayBack, recreateTable, renameColumn, renameEnumValue,
                renameSchema, renameTable, truncate, updateWithoutWhere, versionTableTouched,
            ]),
        Group(
            title: "Fleets",
            rules: [
                conditionalDefinition, foreignWordInSharedSection, hardCodedDatabase, hardCodedSchema,
            ]),
        Group(
            title: "Types, keys and names",
            rules: [
                charColumn, domainWithConstraint, duplicateAssignment, enumValueWithoutPlace, floatColumn,
                foreignKeyWithoutIndex, identifierTooLong, jsonColumn, moneyColumn, nameCase, newEnumType,
                redundantIndex, reservedWord, serialColumn, smallIntegerKey, tableWithoutPrimaryKey,
                timestampWithoutZone, varcharLimit, wideIndex,
            ]),
        Group(
            title: "MySQL and MariaDB",
            rules: [
                dropVisibleIndex, expressionDefault, foreignKeyCopies, implicitDefault, inlineReferenceIgnored,
                lockClause, narrowCharacterSet, onlineClauseMissing, severalDefinitions, storageEngine, tableCopy,
                timestampColumn, zeroDate,
            ]),
        Group(
            title: "SQLite",
            rules: [
                rebuildLosesIndexes, rowidAliasMissed, unsupportedAlter,
            ]),
        Group(
            title: "Waivers",
            rules: [
                waiverWithoutReason, malformedWaiver, unusedWaiver,
            ]),
    ]
}
