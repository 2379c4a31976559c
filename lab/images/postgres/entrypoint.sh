#!/bin/bash
# Starts PostgreSQL; in an empty data folder it first makes the database that the official
# image's variables describe: POSTGRES_USER, POSTGRES_PASSWORD, POSTGRES_DB (each also as
# …_FILE), POSTGRES_INITDB_ARGS, POSTGRES_HOST_AUTH_METHOD, PGDATA, and the scripts in
# /docker-entrypoint-initdb.d.
set -euo pipefail

die() { printf 'postgres: %s\n' "$*" >&2; exit 1; }

# Reads NAME, or the file that NAME_FILE names, or says the default.
setting() {
  local file=${1}_FILE
  [ -z "${!1:-}" ] || [ -z "${!file:-}" ] || die "$1 and $file exclude each other"
  if [ -n "${!file:-}" ]; then cat "${!file}"; else printf %s "${!1:-$2}"; fi
}

initialize() {
  local user password database method=${POSTGRES_HOST_AUTH_METHOD:-scram-sha-256}
  user=$(setting POSTGRES_USER postgres)
  password=$(setting POSTGRES_PASSWORD '')
  database=$(setting POSTGRES_DB "$user")
  [ -n "$password" ] || [ "$method" = trust ] ||
    die "POSTGRES_PASSWORD or POSTGRES_PASSWORD_FILE is needed for a new database"

  # Beside the data, so that an interrupted start leaves no half-made database behind.
  local draft=$PGDATA/.initializing
  rm -rf "$draft"
  # shellcheck disable=SC2086
  initdb --pgdata="$draft" --username="$user" --auth-local=trust --auth-host=scram-sha-256 \
    ${password:+--pwfile=<(printf '%s\n' "$password")} ${POSTGRES_INITDB_ARGS:-}
  printf 'host all all all %s\n' "$method" >> "$draft/pg_hba.conf"

  pg_ctl --pgdata="$draft" --wait --options="-c listen_addresses=" start
  local psql=(psql --no-psqlrc --set=ON_ERROR_STOP=1 --username="$user")
  if [ "$database" != postgres ]; then
    "${psql[@]}" --dbname=postgres --set=name="$database" <<< 'CREATE DATABASE :"name";'
  fi
  local file
  for file in /docker-entrypoint-initdb.d/*; do
    case $file in
      *.sh) bash "$file" ;;
      *.sql) "${psql[@]}" --dbname="$database" --file="$file" ;;
    esac
  done
  pg_ctl --pgdata="$draft" --wait --mode=fast stop
  # PG_VERSION tells that the database is complete, so it moves last.
  find "$draft" -mindepth 1 -maxdepth 1 ! -name PG_VERSION -exec mv -t "$PGDATA" {} +
  mv "$draft/PG_VERSION" "$PGDATA/"
  rmdir "$draft"
}

[ "${1:0:1}" != - ] || set -- postgres "$@"
[ "$1" = postgres ] || exec "$@"

if [ "$(id -u)" = 0 ]; then
  mkdir -p "$PGDATA"
  find "$PGDATA" ! -user postgres -exec chown postgres {} +
  exec setpriv --reuid=postgres --regid=postgres --init-groups "$0" "$@"
fi
mkdir -p "$PGDATA"
chmod 0700 "$PGDATA" || true
[ -s "$PGDATA/PG_VERSION" ] || initialize
shift
# Listens on every address, as the official image does.
exec postgres -c listen_addresses='*' "$@"
