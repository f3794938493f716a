# The balancer, instead of LVS in FULLNAT mode: replaces both addresses with its own, only in
# packets that it forwards as a balancer.
iptables -t nat -A PREROUTING -i outside -p tcp --dport 80 -j DNAT --to-destination 10.1.0.2:3000
iptables -t nat -A POSTROUTING -o inside -p tcp -d 10.1.0.2 --dport 3000 -m conntrack --ctstate DNAT -j MASQUERADE
