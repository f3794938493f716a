# The balancer: forwards its port 80 to the application. `outside` is the interface that clients
# reach.
iptables -t nat -A PREROUTING -i outside -p tcp --dport 80 -j DNAT --to-destination 10.1.0.2:3000
