-- people sign up
--
-- Revision ID: people
-- Revises:

-- flotilla:upgrade
INSERT INTO users (email, full_name) VALUES ('ann@shop.example', 'Ann'), ('bob@shop.example', 'Bob');
