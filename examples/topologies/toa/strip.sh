# The balancer removes TOA from every packet that it receives, also from inside, for each kind that
# toa accepts. Every TOA option that it sends is then its own.
iptables -t mangle -A PREROUTING -p tcp -j TCPOPTSTRIP --strip-options 200,253,254
ip6tables -t mangle -A PREROUTING -p tcp -j TCPOPTSTRIP --strip-options 200,253,254
