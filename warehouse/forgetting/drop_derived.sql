-- What was built from the texts goes too; the next build makes it again without them.
DROP SCHEMA IF EXISTS marts CASCADE;
DROP SCHEMA IF EXISTS intermediate CASCADE;
DROP SCHEMA IF EXISTS staging CASCADE;
