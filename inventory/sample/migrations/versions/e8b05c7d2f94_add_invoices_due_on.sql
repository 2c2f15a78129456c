-- add invoices.due_on
--
-- Revision ID: e8b05c7d2f94
-- Revises: d6419b3ae720
-- Create Date: 2026-03-09 13:20:08+00:00

-- flotilla:upgrade
ALTER TABLE invoices ADD COLUMN due_on DATE;
CREATE INDEX ix_invoices_due_on ON invoices (due_on);

-- flotilla:downgrade
DROP INDEX ix_invoices_due_on;
ALTER TABLE invoices DROP COLUMN due_on;

-- flotilla:downgrade mysql
DROP INDEX ix_invoices_due_on ON invoices;
ALTER TABLE invoices DROP COLUMN due_on;
