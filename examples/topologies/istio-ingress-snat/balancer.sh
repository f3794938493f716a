# The node, as kube-proxy configures it under `externalTrafficPolicy: Cluster`: forwards port 80 to
# the gateway's pod, with the node's own address instead of the client's.
iptables -t nat -A PREROUTING -i outside -p tcp --dport 80 -j DNAT --to-destination 10.1.0.10:8080
iptables -t nat -A POSTROUTING -o inside -p tcp -d 10.1.0.10 --dport 8080 -j MASQUERADE
