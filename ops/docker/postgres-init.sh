#!/bin/sh
# Gives every service a database of its own, a role that owns it and migrates, and a role that serves.
#
# PostgreSQL's image runs this once, on an empty volume. After a new service or a changed password run it again:
#   docker compose exec postgres sh /docker-entrypoint-initdb.d/10-siyou.sh
set -eu

# Passwords travel by environment: an argument could be read in the list of processes.
make_room() {
    OWNER_PASSWORD=$2 PASSWORD=$3 psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 \
        --username="${POSTGRES_USER:-postgres}" --dbname=postgres --set=service="$1" --set=owner="$1_owner" <<'SQL'
\getenv owner_password OWNER_PASSWORD
\getenv password PASSWORD

SELECT format('CREATE ROLE %I LOGIN', name)
FROM (VALUES (:'owner'), (:'service')) AS wanted (name)
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name)
\gexec
ALTER ROLE :"owner" PASSWORD :'owner_password';
ALTER ROLE :"service" PASSWORD :'password';

SELECT format('CREATE DATABASE %I OWNER %I', :'service', :'owner')
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'service')
\gexec
REVOKE ALL ON DATABASE :"service", postgres, template1 FROM PUBLIC;
GRANT CONNECT ON DATABASE :"service" TO :"service";

\connect :"service"
-- What a migration makes may be read and added to. What may be changed or removed, the migration grants by table.
ALTER DEFAULT PRIVILEGES FOR ROLE :"owner" GRANT SELECT, INSERT ON TABLES TO :"service";
ALTER DEFAULT PRIVILEGES FOR ROLE :"owner" GRANT USAGE ON SEQUENCES TO :"service";
SQL
}

make_room directory "$DIRECTORY_OWNER_PASSWORD" "$DIRECTORY_PASSWORD"
make_room points "$POINTS_OWNER_PASSWORD" "$POINTS_PASSWORD"
make_room activities "$ACTIVITIES_OWNER_PASSWORD" "$ACTIVITIES_PASSWORD"
make_room volunteering "$VOLUNTEERING_OWNER_PASSWORD" "$VOLUNTEERING_PASSWORD"
