# The proxy's machine: the application answers to the client's address. Answers that belong to a
# local socket are marked …
nft -f - <<RULES
table ip transparent {
    chain prerouting {
        type filter hook prerouting priority mangle;
        iifname "inside" socket transparent 1 meta mark set 1
    }
}
RULES
# … and marked packets are delivered locally, not forwarded.
ip rule add fwmark 1 lookup 100
ip route add local 0.0.0.0/0 dev lo table 100
