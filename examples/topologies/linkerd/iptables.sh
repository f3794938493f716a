# What linkerd-init configures in the application's pod: connections to the pod go to the sidecar.
iptables -t nat -A PREROUTING -p tcp -j REDIRECT --to-ports 4143
