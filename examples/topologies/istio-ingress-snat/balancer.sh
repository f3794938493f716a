# The node, as kube-proxy sets it up under `externalTrafficPolicy: Cluster`: what comes to port 80 goes to the gateway's
# pod, with the node's own address in place of the client's.
iptables -t nat -A PREROUTING -i outside -p tcp --dport 80 -j DNAT --to-destination 10.1.0.10:8080
iptables -t nat -A POSTROUTING -o inside -p tcp -d 10.1.0.10 --dport 8080 -j MASQUERADE
