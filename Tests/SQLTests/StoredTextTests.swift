import FlotillaSQL
import Testing

@Suite("Texts that MySQL and MariaDB keep")
struct StoredTextTests {
    @Test(
        "The database's name goes where a database is meant, and stays where a table, an alias or a text is",
        arguments: [
            ("select `s`.`t`.`a` AS `a` from `s`.`t`", "select `t`.`a` AS `a` from `t`"),
            ("select `s`.`id` from `s`.`t` `s`", "select `s`.`id` from `t` `s`"),
            ("select `s`.`s`.`id` from (`s`.`s` join `s`.`u`)", "select `s`.`id` from (`s` join `u`)"),
            ("select `s`.`f`(`s`.`x`) from `o`.`t` `s`", "select `f`(`s`.`x`) from `o`.`t` `s`"),
            ("select 's.t', \"s.t\" /* s.t */ from s.t", "select 's.t', \"s.t\" /* s.t */ from t"),
            ("SELECT * FROM s.a, s.b WHERE s.x IN (1, s.y)", "SELECT * FROM a, b WHERE s.x IN (1, s.y)"),
            ("select extract(day from s.at) from s.t s", "select extract(day from s.at) from t s"),
            ("INSERT INTO s.t (a) VALUES (s.b)", "INSERT INTO t (a) VALUES (s.b)"),
            ("UPDATE s.a, s.b SET s.c = 1", "UPDATE a, b SET s.c = 1"),
            ("DELETE s.a FROM s.a JOIN s.b ON s.c = 1", "DELETE a FROM a JOIN b ON s.c = 1"),
            (
                "INSERT INTO s.t VALUES (1) ON DUPLICATE KEY UPDATE s.c = 2",
                "INSERT INTO t VALUES (1) ON DUPLICATE KEY UPDATE s.c = 2"
            ),
            ("BEGIN CALL s.p(s.x); SET @s.t = s.f(1); END", "BEGIN CALL p(s.x); SET @s.t = f(1); END"),
            ("select `s`.`t`.* from `s` . `t`", "select `t`.* from `t`"),
            ("nextval(`s`.`q`)", "nextval(`q`)"),
            (
                "select a from t where exists (select 1 from s.u where s.k = 1)",
                "select a from t where exists (select 1 from u where s.k = 1)"
            ),
            ("select a from (select b from s.t) x, s.u", "select a from (select b from t) x, u"),
            ("select `S`.`t`.`a` from `S`.`t`", "select `S`.`t`.`a` from `S`.`t`"),
        ])
    func unqualified(text: String, expected: String) {
        #expect(StoredText(text, of: "s").text == expected)
    }

    @Test("Where the server folds names, case does not matter")
    func folded() {
        #expect(
            StoredText("select 1 from SHOP.t, `Shop`.u", of: "shop", ignoringCase: true).text == "select 1 from t, u")
    }

    @Test("What is read is known, each with the database it is in if that is another one")
    func relations() {
        let text = StoredText(
            "select `s`.`a`.`x` from (`s`.`a` join `o`.`b` on(`s`.`a`.`x` = `o`.`b`.`x`)) where `s`.`f`(1) in "
                + "(select `c`.`y` from `s`.`c`)", of: "s")
        #expect(text.relations.map { ($0.schema.map { $0.text + "." } ?? "") + $0.name.text } == ["a", "o.b", "c"])
    }

    @Test(
        "Parentheses go where they enclose all",
        arguments: [
            ("(1 + 2)", "1 + 2"), ("((a))", "a"), ("(a) + (b)", "(a) + (b)"), ("f(a)", "f(a)"), ("')('", "')('"),
            ("(')')", "')'"), ("()", "()"), ("(a", "(a"),
        ])
    func parentheses(text: String, expected: String) {
        #expect(StoredText.withoutOuterParentheses(text) == expected)
    }

    @Test(
        "Constants are told from expressions",
        arguments: [
            ("'a'", true), ("'it''s'", true), ("1", true), ("-1.50", true), ("+3", true), ("1e-5", true),
            ("b'101'", true),
            ("x'1F'", true), ("0x41", true), ("NULL", true), ("uuid()", false), ("1 + 2", false), ("'a' 'b'", false),
            ("current_timestamp()", false), ("-a", false), ("", false),
        ])
    func constants(text: String, isConstant: Bool) {
        #expect(StoredText.isConstant(text) == isConstant)
    }

    @Test("Introducers go before strings only")
    func introducers() {
        #expect(
            StoredText.withoutIntroducers("concat(_utf8mb4'a', `_utf8mb4`, _latin1'b', '_utf8mb4''c')")
                == "concat('a', `_utf8mb4`, _latin1'b', '_utf8mb4''c')")
    }
}
