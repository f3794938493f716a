# The router of the LAN: sends packets for 198.51.100.10 to the balancer.
ip route add 198.51.100.10/32 via 10.1.0.1
