-- another Ann signs up
--
-- Revision ID: another
-- Revises: people

-- flotilla:upgrade
INSERT INTO users (email, full_name) VALUES ('ann@warehouse.example', 'Ann of the warehouse');
