-- fill invoices.status
--
-- Revision ID: d6419b3ae720
-- Revises: c27f4e8105da
-- Create Date: 2026-02-17 10:48:40+00:00

-- flotilla:upgrade
UPDATE invoices SET status = CASE WHEN paid_on IS NULL THEN 'open' ELSE 'paid' END WHERE status IS NULL;

-- flotilla:downgrade
UPDATE invoices SET status = NULL;
