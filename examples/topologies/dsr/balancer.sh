# The balancer: passes packets for 198.51.100.10 on to one of the applications, with nothing rewritten.
ip route add 198.51.100.10/32 via 10.1.0.2
# It passes them back into the LAN that they came from: nobody is to be told of a shorter way.
echo 0 > /proc/sys/net/ipv4/conf/all/send_redirects
echo 0 > /proc/sys/net/ipv4/conf/inside/send_redirects
