# The sidecar trusts every peer that reaches the pod, so only the gateway may. `pods` is the
# interface that other pods reach.
iptables -A INPUT -i pods -p tcp --dport 3000 ! -s 172.17.0.20 -j REJECT --reject-with tcp-reset
