-- The sample fleet's tenants on MariaDB, without tables, and the right to migrate them.
CREATE DATABASE hooli;
CREATE DATABASE soylent;
CREATE DATABASE tenant_01;
CREATE DATABASE tenant_02;
CREATE DATABASE tenant_03;
GRANT ALL ON hooli.* TO flotilla@'%';
GRANT ALL ON soylent.* TO flotilla@'%';
GRANT ALL ON `tenant\_%`.* TO flotilla@'%';
GRANT SELECT ON mysql.* TO flotilla@'%';
