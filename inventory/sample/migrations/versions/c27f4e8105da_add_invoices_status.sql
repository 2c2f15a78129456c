-- add invoices.status
--
-- Revision ID: c27f4e8105da
-- Revises: 93ad60f2c8b5
-- Create Date: 2026-02-17 10:31:12+00:00

-- flotilla:upgrade
ALTER TABLE invoices ADD COLUMN status VARCHAR(20);

-- flotilla:downgrade
ALTER TABLE invoices DROP COLUMN status;
