# The gateway believes whoever reaches its port: that must be the balancer alone.
iptables -A INPUT -p tcp --dport 8080 ! -s 10.1.0.1 -j REJECT --reject-with tcp-reset
