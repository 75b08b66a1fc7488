#!/bin/sh
# Hands one message, read from standard input, to the desk, and tells the mail system in its own words (sysexits.h) what became of it:
# 0 = taken, 65 = this message cannot be taken (it goes back to its sender), 69 = the desk refuses it, 75 = try again later.
# Usage: mail-to-desk.sh <url of Intake> <file with the line "Authorization: Bearer sdk_...">
set -u
url=${1:?the address of Intake, such as http://127.0.0.1:5101}
key=${2:?a file that holds the line "Authorization: Bearer <key>"}

[ -r "$key" ] || { echo "mail-to-desk: $key cannot be read"; exit 75; }

# The answer's body and, on a line of its own, its status; 000 when there was no answer.
answer=$(curl --silent --max-time 120 --write-out '\n%{http_code}' \
  --header "@$key" --header 'Content-Type: message/rfc822' --data-binary @- "${url%/}/channels/email")
status=$(printf '%s\n' "$answer" | tail -n 1)
detail=$(printf '%s\n' "$answer" | sed -n 's/.*"detail":"\([^"]*\)".*/\1/p' | head -n 1)

case $status in
  2??) exit 0 ;;
  413 | 422) echo "The service desk cannot take this message: ${detail:-status $status}"; exit 65 ;;
  # A wrong key, address or setting is not the sender's fault: the message waits until it is put right.
  000 | 401 | 403 | 404 | 408 | 429 | 5??) echo "The service desk does not answer now (status $status)"; exit 75 ;;
  *) echo "The service desk refuses this message: ${detail:-status $status}"; exit 69 ;;
esac
