# The proxy's machine: the application answers to the client's address. Answers that belong to a
# local socket are marked …
iptables -t mangle -A PREROUTING -i inside -p tcp -m socket --transparent -j MARK --set-mark 1
# … and marked packets are delivered locally, not forwarded.
ip rule add fwmark 1 lookup 100
ip route add local 0.0.0.0/0 dev lo table 100
