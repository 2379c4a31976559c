#!/bin/sh
# The password goes from the Secret into a file that only this process reads: not into an argument.
set -eu
umask 077
{
  cat /etc/cache/redis.conf
  printf 'requirepass %s\n' "$(cat /run/secrets/cache/password)"
} > /tmp/redis.conf
exec redis-server /tmp/redis.conf
