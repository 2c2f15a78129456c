/// The history of a small SaaS schema as ten revisions, as a team would have written them: tables, indexes, a foreign
/// key (a rebuilt table where the engine cannot add one), a view, a backfill, a trigger.
///
/// Each revision leaves a row in `effects`, which has no uniqueness: a revision that took effect twice shows.
enum TenRevisions {
    static let ids = (1...10).map { $0 < 10 ? "r0\($0)" : "r\($0)" }

    static func write(to project: Project) throws {
        for (index, sections) in all.enumerated() {
            let id = ids[index]
            let parent = index == 0 ? "<base>" : ids[index - 1]
            let text = """
                -- step \(index + 1) of a small SaaS schema
                --
                -- Revision ID: \(id)
                -- Revises: \(parent)
                -- Create Date: 2026-11-22 08:00:00+00:00

                \(sections.replacing("{did}", with: "INSERT INTO effects VALUES ('\(id)');")
                .replacing("{undid}", with: "DELETE FROM effects WHERE revision = '\(id)';"))

                """
            try project.scratch.write("migrations/versions/\(id).sql", text)
        }
    }

    private static let all = [
        """
        -- flotilla:upgrade
        CREATE TABLE effects (revision VARCHAR(40) NOT NULL);
        CREATE TABLE accounts (id INT NOT NULL PRIMARY KEY, slug VARCHAR(60) NOT NULL UNIQUE, name VARCHAR(200) NOT NULL,
            plan VARCHAR(20) NOT NULL DEFAULT 'free', created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP);
        {did}
        -- flotilla:downgrade
        DROP TABLE accounts;
        DROP TABLE effects;
        """,
        """
        -- flotilla:upgrade
        CREATE TABLE users (id INT NOT NULL PRIMARY KEY, account_id INT NOT NULL, email VARCHAR(190) NOT NULL,
            full_name VARCHAR(200), FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE);
        CREATE UNIQUE INDEX users_account_email ON users (account_id, email);
        {did}
        -- flotilla:downgrade
        {undid}
        DROP TABLE users;
        """,
        """
        -- flotilla:upgrade
        CREATE TABLE invoices (id INT NOT NULL PRIMARY KEY, account_id INT NOT NULL, number VARCHAR(40) NOT NULL,
            issued_on DATE NOT NULL, total_cents BIGINT NOT NULL DEFAULT 0);
        {did}
        -- flotilla:downgrade
        {undid}
        DROP TABLE invoices;
        """,
        """
        -- flotilla:upgrade
        CREATE TABLE invoice_items (id INT NOT NULL PRIMARY KEY, invoice_id INT NOT NULL, description VARCHAR(200) NOT NULL,
            quantity INT NOT NULL DEFAULT 1, unit_cents BIGINT NOT NULL);
        {did}
        -- flotilla:downgrade
        {undid}
        DROP TABLE invoice_items;
        """,
        """
        -- flotilla:upgrade
        CREATE INDEX invoices_account_issued ON invoices (account_id, issued_on);
        CREATE INDEX invoice_items_invoice ON invoice_items (invoice_id);
        {did}
        -- flotilla:downgrade
        {undid}
        DROP INDEX invoice_items_invoice;
        DROP INDEX invoices_account_issued;
        -- flotilla:downgrade mysql
        {undid}
        DROP INDEX invoice_items_invoice ON invoice_items;
        DROP INDEX invoices_account_issued ON invoices;
        """,
        """
        -- flotilla:upgrade
        ALTER TABLE invoices ADD COLUMN status VARCHAR(20) NOT NULL DEFAULT 'draft';
        {did}
        -- flotilla:downgrade
        {undid}
        ALTER TABLE invoices DROP COLUMN status;
        """,
        """
        -- flotilla:upgrade
        ALTER TABLE invoice_items ADD CONSTRAINT items_invoice_fk
            FOREIGN KEY (invoice_id) REFERENCES invoices (id) ON DELETE CASCADE;
        {did}
        -- flotilla:upgrade sqlite
        CREATE TABLE invoice_items_new (id INT NOT NULL PRIMARY KEY, invoice_id INT NOT NULL REFERENCES invoices (id)
            ON DELETE CASCADE, description VARCHAR(200) NOT NULL, quantity INT NOT NULL DEFAULT 1, unit_cents BIGINT NOT NULL);
        INSERT INTO invoice_items_new SELECT * FROM invoice_items;
        DROP TABLE invoice_items;
        ALTER TABLE invoice_items_new RENAME TO invoice_items;
        CREATE INDEX invoice_items_invoice ON invoice_items (invoice_id);
        {did}
        -- flotilla:downgrade
        {undid}
        ALTER TABLE invoice_items DROP CONSTRAINT items_invoice_fk;
        -- flotilla:downgrade mysql
        {undid}
        ALTER TABLE invoice_items DROP FOREIGN KEY items_invoice_fk;
        -- flotilla:downgrade sqlite
        {undid}
        CREATE TABLE invoice_items_old (id INT NOT NULL PRIMARY KEY, invoice_id INT NOT NULL,
            description VARCHAR(200) NOT NULL, quantity INT NOT NULL DEFAULT 1, unit_cents BIGINT NOT NULL);
        INSERT INTO invoice_items_old SELECT * FROM invoice_items;
        DROP TABLE invoice_items;
        ALTER TABLE invoice_items_old RENAME TO invoice_items;
        CREATE INDEX invoice_items_invoice ON invoice_items (invoice_id);
        """,
        """
        -- flotilla:upgrade
        CREATE VIEW invoice_totals AS SELECT i.id, i.number, sum(t.quantity * t.unit_cents) AS total
            FROM invoices i JOIN invoice_items t ON t.invoice_id = i.id GROUP BY i.id, i.number;
        {did}
        -- flotilla:downgrade
        {undid}
        DROP VIEW invoice_totals;
        """,
        """
        -- flotilla:upgrade
        INSERT INTO accounts (id, slug, name) VALUES (1, 'first', 'First; and; foremost'), (2, 'd''or', 'D''Or -- Ltd');
        INSERT INTO invoices (id, account_id, number, issued_on) SELECT id, id, slug, '2026-01-01' FROM accounts;
        INSERT INTO invoice_items (id, invoice_id, description, quantity, unit_cents) SELECT id, id, number, 3, 900 FROM invoices;
        UPDATE invoices SET status = 'sent', total_cents = (SELECT sum(t.quantity * t.unit_cents)
            FROM invoice_items t WHERE t.invoice_id = invoices.id);
        {did}
        -- flotilla:downgrade
        {undid}
        DELETE FROM invoice_items;
        DELETE FROM invoices;
        DELETE FROM accounts;
        """,
        """
        -- flotilla:upgrade postgresql
        CREATE TABLE audit (invoice_id INT NOT NULL, note VARCHAR(100) NOT NULL);
        CREATE FUNCTION note_invoice() RETURNS trigger LANGUAGE plpgsql AS $body$
        BEGIN
            INSERT INTO audit VALUES (NEW.id, 'changed; once');
            RETURN NEW;
        END
        $body$;
        CREATE TRIGGER invoices_audit AFTER UPDATE ON invoices FOR EACH ROW EXECUTE FUNCTION note_invoice();
        UPDATE invoices SET status = 'paid' WHERE id = 1;
        {did}
        -- flotilla:upgrade mysql
        CREATE TABLE audit (invoice_id INT NOT NULL, note VARCHAR(100) NOT NULL);
        DELIMITER //
        CREATE TRIGGER invoices_audit AFTER UPDATE ON invoices FOR EACH ROW
        BEGIN
            INSERT INTO audit VALUES (NEW.id, 'changed; once');
        END //
        DELIMITER ;
        UPDATE invoices SET status = 'paid' WHERE id = 1;
        {did}
        -- flotilla:upgrade sqlite
        CREATE TABLE audit (invoice_id INT NOT NULL, note VARCHAR(100) NOT NULL);
        CREATE TRIGGER invoices_audit AFTER UPDATE ON invoices FOR EACH ROW
        BEGIN
            INSERT INTO audit VALUES (NEW.id, 'changed; once');
        END;
        UPDATE invoices SET status = 'paid' WHERE id = 1;
        {did}
        -- flotilla:downgrade
        {undid}
        DROP TRIGGER invoices_audit;
        DROP TABLE audit;
        -- flotilla:downgrade postgresql
        {undid}
        DROP TRIGGER invoices_audit ON invoices;
        DROP FUNCTION note_invoice();
        DROP TABLE audit;
        """,
    ]
}
