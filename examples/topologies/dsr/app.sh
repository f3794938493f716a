# The application's machine: takes packets for the balancer's address …
ip addr add 198.51.100.10/32 dev lo
# … but does not claim that address in the LAN: there it is the balancer's.
echo 1 > /proc/sys/net/ipv4/conf/all/arp_ignore
echo 2 > /proc/sys/net/ipv4/conf/all/arp_announce
