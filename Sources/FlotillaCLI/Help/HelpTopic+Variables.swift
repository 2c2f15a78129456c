extension HelpTopic {
    static let variablesText = """
        VARIABLES

        A revision may leave places open, which are filled in when it runs:

          INSERT INTO settings VALUES ('region', :{region});
          CREATE TABLE log_:{suffix!raw} (note TEXT DEFAULT :{note=none yet});

          :{region}         the value as a text of SQL, quoted for the engine
          :{region=eu}      the same; eu where no value is given. A text of
                            letters, digits, blanks and _ . + - only
          :{suffix!raw}     the value as it is, be it SQL. Only for values that
                            you would type into the script yourself
          :{tag}            what --tag says

          flotilla upgrade --all -x region=eu -x suffix=2027

        Nothing is looked for in strings, quoted names, dollar quotes, comments and
        the data of a COPY. What follows :: is a type: x:::{type!raw}.

        A place without a value is refused before any target is touched. A rollout
        keeps its values in the ledger, where its workers find them, and what takes
        it back uses them again. A step that stopped half-way goes on with the same
        values only. Values are shown and kept: they are no place for secrets.

        """
}
