-- one user per e-mail
--
-- Revision ID: 93ad60f2c8b5
-- Revises: 58e7b1d09c46
-- Create Date: 2026-02-03 08:02:55+00:00

-- flotilla:check "no e-mail address is used twice"
SELECT email FROM users GROUP BY email HAVING count(*) > 1;

-- flotilla:upgrade
CREATE UNIQUE INDEX ix_users_email ON users (email);

-- flotilla:upgrade postgresql transaction=none
CREATE UNIQUE INDEX CONCURRENTLY ix_users_email ON users (email);

-- flotilla:downgrade
DROP INDEX ix_users_email;

-- flotilla:downgrade postgresql transaction=none
DROP INDEX CONCURRENTLY ix_users_email;

-- flotilla:downgrade mysql
DROP INDEX ix_users_email ON users;
