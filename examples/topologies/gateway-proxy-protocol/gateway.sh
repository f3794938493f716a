# The gateway trusts every peer that reaches its port, so only the balancer may.
iptables -A INPUT -p tcp --dport 8080 ! -s 10.1.0.1 -j REJECT --reject-with tcp-reset
