# What linkerd-init sets up in the application's pod, as far as connections to the pod go: they go to the sidecar.
iptables -t nat -A PREROUTING -p tcp -j REDIRECT --to-ports 4143
