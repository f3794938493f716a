#!/bin/sh
# Creates certificates to try the TLS examples: a root, the server app.example, and its clients.
# Usage: certificates.sh DIRECTORY
set -eu
cd "$1"

key="-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 7"

openssl req -x509 $key -keyout ca.key -out ca.crt -subj "/O=root" \
    -addext "keyUsage=critical,keyCertSign,cRLSign"

signed() { # NAME SUBJECT ALTERNATIVE-NAME
    openssl req -x509 $key -CA ca.crt -CAkey ca.key -keyout "$1.key" -out "$1.crt" -subj "$2" \
        -addext "basicConstraints=critical,CA:FALSE" -addext "subjectAltName=$3"
}

signed app.example "/CN=app.example" DNS:app.example
signed alice "/CN=alice" email:alice@app.example
signed edge "/CN=edge" URI:spiffe://app.example/edge

# Self-signed, with the name alice.
openssl req -x509 $key -keyout mallory.key -out mallory.crt -subj "/CN=alice"

# Most servers expect the certificate and its key in one file.
cat app.example.crt app.example.key >app.example.pem
