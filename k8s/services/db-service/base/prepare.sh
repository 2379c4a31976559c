#!/bin/bash
# Runs before every start of PostgreSQL: makes the cluster where there is none, then brings users
# and databases to what the Secret says. Each database NAME in $DATABASES has two users:
# NAME_owner may change its tables, NAME may read and write rows.
# The superuser has no password: only this container's own processes become it, by the socket.
set -euo pipefail
: "${PGDATA:?folder of the cluster}" "${DATABASES:?names of the databases}"
users=${USERS_DIR:-/run/secrets/users}         # one file per user, holding the password
sql=${SQL_FILE:-/etc/db-service/prepare.sql}
socket=${SOCKET_DIR:-/var/run/postgresql}
export PATH="${POSTGRES_BIN:-/usr/lib/postgresql/15/bin}:$PATH"

if [[ ! -e $PGDATA ]]; then
  # Made aside and moved: a start that was cut off leaves nothing half-made behind.
  rm -rf "$PGDATA.new"
  initdb --pgdata="$PGDATA.new" --username=postgres --auth=scram-sha-256 --encoding=UTF8 \
    --locale=C.UTF-8 --data-checksums --no-instructions --pwfile=<(head -c 32 /dev/urandom | base64)
  mv "$PGDATA.new" "$PGDATA"
fi
cat > "$PGDATA/pg_hba.conf" <<'RULES'
local all postgres peer map=superuser
host  all postgres all  reject
host  all all      all  scram-sha-256
RULES
echo "superuser $(id --user --name) postgres" > "$PGDATA/pg_ident.conf"

# Nobody but this script reaches this server; statements with passwords stay out of its log.
pg_ctl start --wait --timeout=600 --silent --pgdata="$PGDATA" --options="\
-c listen_addresses='' -c unix_socket_directories='$socket' -c log_min_error_statement=panic"
trap 'pg_ctl stop --wait --silent --mode=fast --pgdata="$PGDATA"' EXIT
for database in $DATABASES; do
  OWNER_PASSWORD=$(<"$users/${database}_owner") USER_PASSWORD=$(<"$users/$database") \
    psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --set=database="$database" \
    --host="$socket" --username=postgres --dbname=postgres --file="$sql"
done
