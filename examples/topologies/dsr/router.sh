# The router of the LAN: the balancer takes what is sent to 198.51.100.10.
ip route add 198.51.100.10/32 via 10.1.0.1
