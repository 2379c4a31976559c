#!/bin/sh
# Starts Redis as the official image does: options alone are options of redis-server, and root
# gives way to the account redis.
set -eu

case ${1:-} in
  -* | *.conf) set -- redis-server "$@" ;;
esac
if [ "${1:-}" = redis-server ] && [ "$(id -u)" = 0 ]; then
  find /data ! -user redis -exec chown redis {} +
  exec setpriv --reuid=redis --regid=redis --init-groups "$0" "$@"
fi
# The official build has no protected mode; a container's network decides who reaches it. What
# comes later wins, so options may switch it on, and a settings file says it for itself.
if [ "${1:-}" = redis-server ]; then
  case ${2:-} in
    *.conf) ;;
    *) shift && set -- redis-server --protected-mode no "$@" ;;
  esac
fi
exec "$@"
