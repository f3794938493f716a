# What Docker itself does for `ports: ["80:8080"]`, with IPv6 too. There is nothing to run.
iptables -t nat -A PREROUTING ! -i bridge -p tcp --dport 80 -j DNAT --to-destination 10.80.0.10:8080
ip6tables -t nat -A PREROUTING ! -i bridge -p tcp --dport 80 -j DNAT --to-destination [fd80::10]:8080
