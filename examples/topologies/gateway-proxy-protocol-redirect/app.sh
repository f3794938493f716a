# The sidecar forwards every header, so only the gateway may connect. `pods` is the interface that
# other pods reach.
iptables -A INPUT -i pods -p tcp -m conntrack --ctorigdstport 3000 ! -s 172.17.0.20 -j REJECT --reject-with tcp-reset
