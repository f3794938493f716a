#!/bin/sh
# Makes the certificates of the tests; each file holds a key and its certificate. For tests only.
set -eu
cd "$(dirname "$0")"
rm -f ./*.pem

# name, issuer (`itself`, or another name), subject alternative names as openssl's configuration
# has them, and its common name if that is not the name
make() {
  openssl ecparam -name prime256v1 -genkey -noout -out key
  openssl req -new -key key -subj "/CN=${4:-$1}" -out request
  printf '%s\n' "$3" >extensions
  if [ "$2" = itself ]; then signer="-signkey key"; else signer="-CA $2.pem -CAkey $2.pem"; fi
  # shellcheck disable=SC2086
  openssl x509 -req -in request $signer -days 36500 -extfile extensions -out certificate
  cat key certificate >"$1.pem"
  rm key request extensions certificate
}

make ca itself "basicConstraints=critical,CA:TRUE"
make server ca "subjectAltName=DNS:localhost,IP:127.0.0.1"
make gateway ca "subjectAltName=DNS:gateway.test,URI:spiffe://test/gateway"
make no-uri ca "subjectAltName=DNS:nobody.test"
make two-names ca "subjectAltName=URI:spiffe://test/gateway,URI:spiffe://test/other"
make comma ca "subjectAltName=@names
[names]
URI.1=spiffe://test/comma\, URI:spiffe://test/gateway"
make self-signed itself "subjectAltName=URI:spiffe://test/gateway"

# Other CAs that name the gateway: a tenant's, one with the name of the first, one below the first.
make tenant-ca itself "basicConstraints=critical,CA:TRUE"
make tenant tenant-ca "subjectAltName=URI:spiffe://test/gateway"
make namesake-ca itself "basicConstraints=critical,CA:TRUE" ca
make namesake namesake-ca "subjectAltName=URI:spiffe://test/gateway
authorityKeyIdentifier=none"
make intermediate ca "basicConstraints=critical,CA:TRUE"
make below intermediate "subjectAltName=URI:spiffe://test/gateway"
