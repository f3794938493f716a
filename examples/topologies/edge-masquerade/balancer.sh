# The balancer: forwards its port 80 to the gateway, from its own address.
iptables -t nat -A PREROUTING -i outside -p tcp --dport 80 -j DNAT --to-destination 10.1.0.3:80
iptables -t nat -A POSTROUTING -o inside -p tcp -d 10.1.0.3 --dport 80 -j MASQUERADE
