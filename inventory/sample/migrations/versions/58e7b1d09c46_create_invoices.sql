-- create invoices
--
-- Revision ID: 58e7b1d09c46
-- Revises: 1f0c52ab7d31
-- Create Date: 2026-01-20 15:40:27+00:00

-- flotilla:upgrade
CREATE TABLE invoices (
    id INTEGER NOT NULL PRIMARY KEY,
    user_id INTEGER NOT NULL,
    number VARCHAR(40) NOT NULL,
    issued_on DATE NOT NULL,
    paid_on DATE,
    total_cents BIGINT DEFAULT 0 NOT NULL,
    CONSTRAINT fk_invoices_user FOREIGN KEY (user_id) REFERENCES users (id)
);
CREATE UNIQUE INDEX ix_invoices_number ON invoices (number);

-- flotilla:downgrade
DROP TABLE invoices;
