-- The sample fleet's tenants on PostgreSQL, without tables: four databases, and three schemas of a shared one.
CREATE DATABASE acme;
CREATE DATABASE globex;
CREATE DATABASE initech;
CREATE DATABASE umbrella;
CREATE DATABASE shared;
\connect shared
CREATE SCHEMA t_01;
CREATE SCHEMA t_02;
CREATE SCHEMA t_03;
