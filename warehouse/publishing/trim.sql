-- Readers get raw tables and marts. The views between them name the writer's file, so they would not run here.
DROP SCHEMA IF EXISTS intermediate CASCADE;
DROP SCHEMA IF EXISTS staging CASCADE;
CHECKPOINT;
