# The balancer takes TOA out of whatever comes to it, of each kind that toa accepts, from inside too: what is in a packet
# that goes on is its own.
iptables -t mangle -A PREROUTING -p tcp -j TCPOPTSTRIP --strip-options 200,253,254
ip6tables -t mangle -A PREROUTING -p tcp -j TCPOPTSTRIP --strip-options 200,253,254
