# The sidecar passes on whatever comes: that must be the gateway's alone. `pods` is the interface that others reach.
iptables -A INPUT -i pods -p tcp -m conntrack --ctorigdstport 3000 ! -s 172.17.0.20 -j REJECT --reject-with tcp-reset
