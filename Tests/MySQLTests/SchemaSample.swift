/// Scripts that make something of every kind.
enum SchemaSample: String, CaseIterable {
    case tables, code, rarities

    /// Stands by itself.
    var script: String {
        switch self {
        case .tables: Self.shop
        case .code: Self.shop + ";\n" + Self.programs
        case .rarities: Self.oddities
        }
    }

    /// `$DATABASE` stands for the database's name, where a person might write it.
    static let everything = [shop, programs, oddities].joined(separator: ";\n")

    static let shop = """
        CREATE TABLE customers (
            id INT UNSIGNED NOT NULL AUTO_INCREMENT,
            email VARCHAR(255) NOT NULL,
            name VARCHAR(100) DEFAULT 'it''s a \\\\ name',
            tier ENUM('free','pro','it''s') NOT NULL DEFAULT 'free',
            flags SET('x','y') DEFAULT 'x,y',
            active TINYINT(1) NOT NULL DEFAULT 1,
            balance DECIMAL(10,2) NOT NULL DEFAULT 0.00,
            born DATE DEFAULT '2000-01-01',
            created DATETIME(3) DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3),
            seen TIMESTAMP NULL,
            settings JSON NOT NULL DEFAULT '{}',
            token UUID DEFAULT UUID(),
            legacy VARCHAR(10) CHARACTER SET latin1,
            exact VARCHAR(10) COLLATE utf8mb4_bin,
            initials VARCHAR(10) AS (LEFT(name, 2)),
            doubled INT AS (zip * 2) STORED INVISIBLE,
            age INT CHECK (age > 0 AND age < 150),
            zip INT(5) ZEROFILL,
            notes MEDIUMTEXT COMMENT 'free; text',
            PRIMARY KEY (id),
            UNIQUE KEY uq_email (email),
            KEY ix_name (name(10), created DESC),
            FULLTEXT KEY ft_notes (notes),
            CONSTRAINT ck_balance CHECK (balance >= 0 OR tier <> 'free'),
            CHECK (email LIKE '%@%')
        ) COMMENT = 'those who pay';
        CREATE TABLE orders (
            id BIGINT PRIMARY KEY AUTO_INCREMENT,
            customer_id INT UNSIGNED NOT NULL,
            parent_id BIGINT,
            place POINT NOT NULL,
            email VARCHAR(255),
            state VARCHAR(20) NOT NULL DEFAULT 'new',
            SPATIAL KEY sp (place),
            KEY hidden (state) COMMENT 'not used' IGNORED,
            CONSTRAINT fk_customer FOREIGN KEY (customer_id) REFERENCES $DATABASE.customers (id) ON DELETE CASCADE
                ON UPDATE CASCADE,
            CONSTRAINT fk_parent FOREIGN KEY (parent_id) REFERENCES orders (id) ON DELETE SET NULL,
            FOREIGN KEY (email) REFERENCES customers (email)
        );
        CREATE TABLE chicken (id INT PRIMARY KEY, egg_id INT);
        CREATE TABLE egg (id INT PRIMARY KEY, chicken_id INT,
            CONSTRAINT fk_chicken FOREIGN KEY (chicken_id) REFERENCES chicken (id));
        ALTER TABLE chicken ADD CONSTRAINT fk_egg FOREIGN KEY (egg_id) REFERENCES egg (id)
        """

    static let programs = """
        CREATE VIEW b_pro AS SELECT * FROM $DATABASE.customers WHERE tier = 'pro';
        CREATE SQL SECURITY INVOKER VIEW a_names AS SELECT name, COUNT(*) AS n, MAX(o.id) + 1 FROM b_pro AS p
            JOIN orders o ON o.customer_id = p.id WHERE EXISTS (SELECT 1 FROM $DATABASE.orders WHERE state = 'x')
            GROUP BY name HAVING n > 1 ORDER BY 2 DESC LIMIT 10;
        CREATE ALGORITHM = MERGE VIEW c_new AS SELECT id, state FROM orders WHERE state = 'new' WITH LOCAL CHECK OPTION;
        CREATE TRIGGER z_first BEFORE INSERT ON orders FOR EACH ROW BEGIN
            DECLARE n INT;
            SET n = (SELECT COUNT(*) FROM $DATABASE.orders);
            SET NEW.state = CONCAT('new', n);
        END;
        CREATE TRIGGER a_second BEFORE INSERT ON orders FOR EACH ROW FOLLOWS z_first SET NEW.email = 'x; y';
        CREATE TRIGGER after_it AFTER DELETE ON orders FOR EACH ROW DELETE FROM $DATABASE.egg WHERE id = OLD.id;
        CREATE FUNCTION f(a VARCHAR(10), b INT) RETURNS VARCHAR(20) CHARSET latin1 DETERMINISTIC READS SQL DATA
            COMMENT 'it''s f' RETURN CONCAT(a, b);
        CREATE PROCEDURE p(IN a INT, OUT b INT, INOUT c DECIMAL(10,2)) SQL SECURITY INVOKER BEGIN
            IF a > 1 THEN SELECT $DATABASE.f('x', a) INTO b; END IF;
        END;
        CREATE AGGREGATE FUNCTION total(x INT) RETURNS INT BEGIN
            DECLARE t INT DEFAULT 0;
            DECLARE CONTINUE HANDLER FOR NOT FOUND RETURN t;
            LOOP FETCH GROUP NEXT ROW; SET t = t + x; END LOOP;
        END;
        CREATE EVENT nightly ON SCHEDULE EVERY 1 DAY ON COMPLETION PRESERVE COMMENT 'clean' DO DELETE FROM $DATABASE.egg;
        CREATE EVENT later ON SCHEDULE EVERY '1:30' HOUR_MINUTE STARTS '2035-01-01 00:00:00' DISABLE DO DELETE FROM egg
        """

    static let oddities = """
        CREATE SEQUENCE s1 START WITH 5 INCREMENT BY 2 MAXVALUE 1000 CACHE 10 CYCLE;
        CREATE SEQUENCE s2;
        CREATE SEQUENCE s3 INCREMENT BY -1;
        CREATE TABLE tickets (id BIGINT DEFAULT (NEXT VALUE FOR $DATABASE.s1), n INT DEFAULT (1 + 2) NOT NULL);
        CREATE TABLE history (id INT, x INT WITHOUT SYSTEM VERSIONING) WITH SYSTEM VERSIONING;
        CREATE TABLE periods (id INT, a TIMESTAMP(6) GENERATED ALWAYS AS ROW START, b TIMESTAMP(6) GENERATED ALWAYS AS
            ROW END, PERIOD FOR SYSTEM_TIME (a, b)) WITH SYSTEM VERSIONING;
        CREATE TABLE by_range (id INT, y INT) PARTITION BY RANGE (id)
            (PARTITION low VALUES LESS THAN (10) COMMENT = 'a few', PARTITION high VALUES LESS THAN MAXVALUE);
        CREATE TABLE by_list (id INT, y DATE) PARTITION BY LIST COLUMNS (id) SUBPARTITION BY HASH (TO_DAYS(y))
            SUBPARTITIONS 2 (PARTITION a VALUES IN (1, 2), PARTITION b DEFAULT);
        CREATE TABLE by_text (c VARCHAR(9), d INT) PARTITION BY RANGE COLUMNS (c, d)
            (PARTITION p0 VALUES LESS THAN ('m', 5), PARTITION p1 VALUES LESS THAN (MAXVALUE, MAXVALUE));
        CREATE TABLE by_key (id INT, y INT) PARTITION BY LINEAR KEY (id) PARTITIONS 4;
        CREATE TABLE old (a VARCHAR(10), b TEXT, c CHAR(2) CHARACTER SET utf8mb4, d BINARY(3), e BIT(2) DEFAULT b'10',
            UNIQUE KEY h (b)) ENGINE = MyISAM CHARSET = latin1 ROW_FORMAT = DYNAMIC;
        CREATE TABLE packed (id INT) ROW_FORMAT = COMPRESSED KEY_BLOCK_SIZE = 8;
        CREATE TABLE `odd ``name` (`a``b` INT, `select` VARCHAR(10) DEFAULT '', KEY `in``dex` (`a``b`), CHECK (`a``b` > 1))
        """
}
