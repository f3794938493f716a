#!/bin/sh
# Creates a mesh's certificates to try this: a root and four workloads, each named by its SPIFFE ID.
# Usage: certificates.sh DIRECTORY. In a real mesh the control plane does this.
set -eu
cd "$1"

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 7 \
    -keyout ca.key -out ca.crt -subj "/O=mesh" -addext "keyUsage=critical,keyCertSign,cRLSign"

workload() { # NAME NAMESPACE SERVICE-ACCOUNT
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 7 \
        -CA ca.crt -CAkey ca.key -keyout "$1.key" -out "$1.crt" -subj "/O=mesh" \
        -addext "basicConstraints=critical,CA:FALSE" \
        -addext "subjectAltName=URI:spiffe://cluster.local/ns/$2/sa/$3"
}

workload gateway istio-system istio-ingressgateway-service-account
workload app default app
workload other default other
workload waypoint default waypoint
