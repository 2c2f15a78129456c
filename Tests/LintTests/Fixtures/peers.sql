-- Situations in which Flotilla's rules are held side by side with squawk's: scripts/lint.d/squawk runs squawk over them.
-- case: CREATE INDEX
CREATE INDEX ix ON users (email);
-- case: CREATE INDEX on a table made before it
CREATE TABLE fresh (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, a text);
CREATE INDEX ix ON fresh (a);
-- case: CREATE INDEX CONCURRENTLY in a transaction
CREATE INDEX CONCURRENTLY ix ON users (email);
CREATE INDEX CONCURRENTLY ix2 ON users (name);
-- case: CREATE INDEX CONCURRENTLY IF NOT EXISTS transaction=none
CREATE INDEX CONCURRENTLY IF NOT EXISTS ix ON users (email);
-- case: CREATE UNIQUE INDEX CONCURRENTLY transaction=none
CREATE UNIQUE INDEX CONCURRENTLY ix ON users (email);
-- case: CREATE INDEX over four columns transaction=none
CREATE INDEX CONCURRENTLY ix ON users (a, b, c, d);
-- case: DROP INDEX
DROP INDEX ix;
-- case: REINDEX TABLE
REINDEX TABLE users;
-- case: DETACH PARTITION
ALTER TABLE events DETACH PARTITION events_2024;
-- case: ATTACH PARTITION
ALTER TABLE events ATTACH PARTITION events_2025 FOR VALUES FROM (1) TO (2);
-- case: ADD COLUMN with a constant default
ALTER TABLE users ADD COLUMN plan text DEFAULT 'free';
-- case: ADD COLUMN with now() as default
ALTER TABLE users ADD COLUMN at timestamptz DEFAULT now();
-- case: ADD COLUMN with a volatile default
ALTER TABLE users ADD COLUMN token uuid DEFAULT gen_random_uuid();
-- case: ADD COLUMN NOT NULL
ALTER TABLE users ADD COLUMN plan text NOT NULL;
-- case: ADD COLUMN NOT NULL with a default
ALTER TABLE users ADD COLUMN plan text NOT NULL DEFAULT 'free';
-- case: ADD COLUMN GENERATED STORED
ALTER TABLE orders ADD COLUMN total numeric GENERATED ALWAYS AS (amount * 2) STORED;
-- case: ADD COLUMN bigserial
ALTER TABLE users ADD COLUMN number bigserial;
-- case: ADD COLUMN serial PRIMARY KEY
ALTER TABLE users ADD COLUMN id serial PRIMARY KEY;
-- case: ADD COLUMN UNIQUE
ALTER TABLE users ADD COLUMN handle text UNIQUE;
-- case: ADD COLUMN REFERENCES
ALTER TABLE orders ADD COLUMN owner bigint REFERENCES users (id);
-- case: ADD COLUMN CHECK
ALTER TABLE orders ADD COLUMN paid bigint CHECK (paid > 0);
-- case: SET NOT NULL
ALTER TABLE users ALTER COLUMN email SET NOT NULL;
-- case: DROP NOT NULL
ALTER TABLE users ALTER COLUMN email DROP NOT NULL;
-- case: ALTER COLUMN TYPE
ALTER TABLE users ALTER COLUMN seats TYPE bigint;
-- case: ADD FOREIGN KEY
ALTER TABLE orders ADD CONSTRAINT k FOREIGN KEY (user_id) REFERENCES users (id);
-- case: ADD FOREIGN KEY NOT VALID
ALTER TABLE orders ADD CONSTRAINT k FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID;
-- case: ADD CHECK
ALTER TABLE orders ADD CONSTRAINT c CHECK (amount > 0);
-- case: NOT VALID and VALIDATE in one transaction
ALTER TABLE orders ADD CONSTRAINT c CHECK (amount > 0) NOT VALID;
ALTER TABLE orders VALIDATE CONSTRAINT c;
-- case: ADD UNIQUE
ALTER TABLE users ADD CONSTRAINT u UNIQUE (email);
-- case: ADD PRIMARY KEY
ALTER TABLE users ADD CONSTRAINT p PRIMARY KEY (id);
-- case: ADD EXCLUDE
ALTER TABLE rooms ADD CONSTRAINT x EXCLUDE USING gist (during WITH &&);
-- case: DROP COLUMN
ALTER TABLE users DROP COLUMN name;
-- case: DROP CONSTRAINT
ALTER TABLE users DROP CONSTRAINT c;
-- case: DROP TABLE
DROP TABLE users;
-- case: DROP DATABASE transaction=none
DROP DATABASE app;
-- case: DROP SCHEMA
DROP SCHEMA app CASCADE;
-- case: DROP and CREATE of the same table
DROP TABLE settings;
CREATE TABLE settings (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
-- case: TRUNCATE
TRUNCATE users;
-- case: TRUNCATE CASCADE
TRUNCATE users CASCADE;
-- case: RENAME COLUMN
ALTER TABLE users RENAME COLUMN name TO title;
-- case: RENAME TABLE
ALTER TABLE users RENAME TO accounts;
-- case: RENAME SCHEMA
ALTER SCHEMA app RENAME TO old;
-- case: RENAME VALUE of an enumeration
ALTER TYPE status RENAME VALUE 'a' TO 'b';
-- case: UPDATE without WHERE
UPDATE users SET plan = 'free';
-- case: DELETE without WHERE
DELETE FROM users;
-- case: UPDATE of the same column twice
UPDATE users SET plan = 'free', plan = 'paid' WHERE id = 1;
-- case: INSERT SELECT without columns
INSERT INTO users SELECT * FROM old_users;
-- case: two tables locked in one transaction
ALTER TABLE users ADD COLUMN a text;
ALTER TABLE orders ADD COLUMN b text;
-- case: rows changed while a table is locked
ALTER TABLE users ADD COLUMN plan text;
UPDATE users SET plan = 'free' WHERE plan IS NULL;
-- case: one table altered twice
ALTER TABLE users ADD COLUMN a text;
ALTER TABLE users ADD COLUMN b text;
-- case: ADD VALUE and its use in one transaction
ALTER TYPE status ADD VALUE 'archived' AFTER 'done';
UPDATE users SET status = 'archived' WHERE id = 1;
-- case: ADD VALUE without a place
ALTER TYPE status ADD VALUE 'archived';
-- case: BEGIN and COMMIT
BEGIN;
ALTER TABLE users ADD COLUMN a text;
COMMIT;
-- case: BEGIN without COMMIT transaction=script
BEGIN;
ALTER TABLE users ADD COLUMN a text;
-- case: lock_timeout = 0
SET LOCAL lock_timeout = 0;
ALTER TABLE users ADD COLUMN a text;
-- case: SET beyond the transaction
SET search_path = app;
-- case: VACUUM FULL transaction=none
VACUUM FULL users;
-- case: VACUUM in a transaction
VACUUM users;
-- case: REFRESH MATERIALIZED VIEW
REFRESH MATERIALIZED VIEW sales;
-- case: SET UNLOGGED
ALTER TABLE users SET UNLOGGED;
-- case: CREATE TRIGGER
CREATE TRIGGER t BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION f();
-- case: LOCK TABLE
LOCK TABLE users;
-- case: CREATE DOMAIN with CHECK
CREATE DOMAIN email AS text CHECK (value LIKE '%@%');
-- case: ALTER DOMAIN ADD CHECK
ALTER DOMAIN email ADD CONSTRAINT c CHECK (value <> '');
-- case: CREATE TYPE AS ENUM
CREATE TYPE status AS ENUM ('open', 'done');
-- case: CREATE TABLE without a primary key
CREATE TABLE log (at timestamptz, line text);
-- case: CREATE TABLE IF NOT EXISTS
CREATE TABLE IF NOT EXISTS log (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
-- case: CREATE TABLE with a serial key
CREATE TABLE log (id serial PRIMARY KEY);
-- case: CREATE TABLE with a smallint key
CREATE TABLE log (id smallint PRIMARY KEY);
-- case: a column of int
ALTER TABLE users ADD COLUMN seats int;
-- case: a column of varchar(n)
ALTER TABLE users ADD COLUMN a varchar(20);
-- case: a column of char(n)
ALTER TABLE users ADD COLUMN a char(20);
-- case: a column of timestamp
ALTER TABLE users ADD COLUMN a timestamp;
-- case: a column of json
ALTER TABLE users ADD COLUMN a json;
-- case: a column of money
ALTER TABLE users ADD COLUMN a money;
-- case: a column of double precision
ALTER TABLE users ADD COLUMN a double precision;
-- case: a foreign key without an index
CREATE TABLE lines (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, order_id bigint REFERENCES orders (id));
-- case: a name of 64 letters
ALTER TABLE users ADD COLUMN aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggg text;
-- case: a name that must be quoted
CREATE TABLE "order" (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
-- case: a write to the version table
UPDATE alembic_version SET version_num = 'x' WHERE version_num = 'y';
-- case: a block that no parser sees into
DO $$ BEGIN DELETE FROM users; END $$;
-- case: a quote that does not end
SELECT 'open;
-- case: a command of psql
\copy users FROM 'users.csv'
