# The proxy's machine: the application answers to the client's address. Such packets are marked if there is a socket for them …
nft -f - <<RULES
table ip transparent {
    chain prerouting {
        type filter hook prerouting priority mangle;
        iifname "inside" socket transparent 1 meta mark set 1
    }
}
RULES
# … and what is marked is not passed on, but taken as this machine's own.
ip rule add fwmark 1 lookup 100
ip route add local 0.0.0.0/0 dev lo table 100
