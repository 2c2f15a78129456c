-- add users.login
--
-- Revision ID: a7c1f5e02b38
-- Revises: e8b05c7d2f94
-- Create Date: 2026-03-23 11:05:42+00:00

-- flotilla:upgrade
ALTER TABLE users ADD COLUMN login VARCHAR(190);
UPDATE users SET login = substr(email, 1, instr(email, '@') - 1);
CREATE UNIQUE INDEX ix_users_login ON users (login);

-- flotilla:downgrade
DROP INDEX ix_users_login;
ALTER TABLE users DROP COLUMN login;
