-- The two roles that Fourcast needs on PostgreSQL 15 or newer, and nothing that one of them can do without.
--
--   fourcast_owner  owns the schema and runs the migrations: python -m model migrate --app-role fourcast_app
--   fourcast_app    is what the app, imports and exports run as: reads and writes rows. That command gives it its rights,
--                   table by table, after every migration (model/rights.py).
--
-- Run by psql as a superuser, connected to Fourcast's database, which holds nothing else. May be run again: it sets the
-- passwords anew. They stand in the files that these two environment variables name.

\set ON_ERROR_STOP on
\set owner_password `cat "$FOURCAST_OWNER_PASSWORD_FILE"`
\set app_password `cat "$FOURCAST_APP_PASSWORD_FILE"`

-- No statement with a password in it goes to the server's log, not even one that fails.
SET log_statement = 'none';
SET log_min_duration_statement = -1;
SET log_min_duration_sample = -1;
SET log_min_error_statement = 'panic';
SET log_duration = off;

SELECT :'owner_password' = '' OR :'app_password' = '' AS passwords_missing \gset
\if :passwords_missing
  DO $$ BEGIN RAISE EXCEPTION 'FOURCAST_OWNER_PASSWORD_FILE and FOURCAST_APP_PASSWORD_FILE must name files with a password each'; END $$;
\endif

BEGIN;

SELECT format('CREATE ROLE %I', name) FROM unnest(ARRAY['fourcast_owner', 'fourcast_app']) AS name
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \gexec

ALTER ROLE fourcast_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD :'owner_password';
ALTER ROLE fourcast_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD :'app_password';

REVOKE ALL ON DATABASE :"DBNAME" FROM PUBLIC;  -- also from making temporary tables
GRANT CONNECT ON DATABASE :"DBNAME" TO fourcast_owner, fourcast_app;

ALTER SCHEMA public OWNER TO fourcast_owner;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO fourcast_app;

-- Functions are the triggers that keep tables append-only; nobody calls them by name.
ALTER DEFAULT PRIVILEGES FOR ROLE fourcast_owner REVOKE ALL ON FUNCTIONS FROM PUBLIC;

COMMIT;
