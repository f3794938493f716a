# The sidecar believes whoever reaches the pod: that must be the gateway alone. `pods` is the interface that others reach.
iptables -A INPUT -i pods -p tcp --dport 3000 ! -s 172.17.0.20 -j REJECT --reject-with tcp-reset
