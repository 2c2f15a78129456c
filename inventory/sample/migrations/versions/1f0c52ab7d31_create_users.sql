-- create users
--
-- Revision ID: 1f0c52ab7d31
-- Revises:
-- Create Date: 2026-01-12 09:14:03+00:00

-- flotilla:upgrade
CREATE TABLE users (
    id INTEGER NOT NULL PRIMARY KEY,
    email VARCHAR(190) NOT NULL,
    full_name VARCHAR(190)
);

-- flotilla:downgrade
DROP TABLE users;
