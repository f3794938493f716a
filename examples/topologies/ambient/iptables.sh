# What Istio's node agent configures in a pod of an ambient mesh, for connections to the pod. Those
# outside the tunnel go to ztunnel's port 15006. ztunnel calls the application from the caller's
# address with mark 1337. The answers are marked too, and return to ztunnel.
iptables-restore <<RULES
*mangle
-A PREROUTING -p tcp -m mark --mark 1337 -j CONNMARK --set-mark 273
-A OUTPUT -p tcp -m connmark --mark 273 -j CONNMARK --restore-mark
COMMIT
*nat
-A PREROUTING -p tcp ! --dport 15008 -m mark ! --mark 1337 -j REDIRECT --to-ports 15006
COMMIT
RULES
for mark in 273 1337; do ip rule add fwmark $mark lookup 100; done
ip route add local default dev lo table 100
