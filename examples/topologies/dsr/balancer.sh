# The balancer: forwards packets for 198.51.100.10 to one of the applications, and rewrites nothing.
ip route add 198.51.100.10/32 via 10.1.0.2
# It sends them back into the LAN that they came from, so it must not redirect senders to a shorter
# route.
echo 0 > /proc/sys/net/ipv4/conf/all/send_redirects
echo 0 > /proc/sys/net/ipv4/conf/inside/send_redirects
