# The application's machine: accepts packets for the balancer's address …
ip addr add 198.51.100.10/32 dev lo
# … but does not announce that address in the LAN, where it belongs to the balancer.
echo 1 > /proc/sys/net/ipv4/conf/all/arp_ignore
echo 2 > /proc/sys/net/ipv4/conf/all/arp_announce
