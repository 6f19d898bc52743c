#!/usr/bin/env bash
# Makes the certificates beside this file. They protect nothing: test servers on 127.0.0.1
# serve them, and their keys are public. Committed so that tests need no openssl.
set -euo pipefail
cd "$(dirname "$0")"

issue() { # name subject extensions
  openssl req -newkey rsa:2048 -nodes -sha256 -subj "$2" -keyout "$1-key.pem" -out request.pem 2>/dev/null
  openssl x509 -req -in request.pem -sha256 -days 36500 -CA ca.pem -CAkey ca-key.pem -set_serial "$RANDOM$RANDOM" \
    -extfile <(printf '%s\n' "$3") -out "$1-cert.pem" 2>/dev/null
  rm request.pem
}

for name in ca other-ca; do
  openssl req -x509 -newkey rsa:2048 -nodes -sha256 -days 36500 -subj "/CN=tsdump test $name" \
    -keyout "$name-key.pem" -out "$name.pem" 2>/dev/null
done
issue server "/CN=tsdump test server" "subjectAltName=DNS:localhost,IP:127.0.0.1"
issue server-by-name "/CN=tsdump test server" "subjectAltName=DNS:localhost"
issue server-by-address "/CN=tsdump test server" "subjectAltName=IP:127.0.0.1"
issue client "/CN=tsdump test client" "extendedKeyUsage=clientAuth"
rm ca-key.pem other-ca-key.pem
