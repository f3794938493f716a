# The balancer: forwards its port 80 to the application, from its own address.
iptables -t nat -A PREROUTING -i outside -p tcp --dport 80 -j DNAT --to-destination 10.1.0.2:3000
iptables -t nat -A POSTROUTING -o inside -p tcp -d 10.1.0.2 --dport 3000 -j MASQUERADE
