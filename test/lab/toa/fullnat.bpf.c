// SPDX-License-Identifier: MIT OR GPL-2.0-only
/*
 * For tests: what an LVS balancer in FULLNAT mode does with packets. iptables exchanges both
 * addresses; this program at the inner interface asks conntrack who the client was, and puts TOA
 * first among the TCP options, on each segment until the server has sent data. Where the options
 * leave no room it lets the packet pass without, as LVS does.
 */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/ip.h>
#include <linux/pkt_cls.h>
#include <linux/tcp.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

/* The kernel's own types, as far as they are read here. */
#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)
union nf_inet_addr {
	__be32 ip;
};
union nf_conntrack_man_proto {
	__be16 all;
};
struct nf_conntrack_man {
	union nf_inet_addr u3;
	union nf_conntrack_man_proto u;
};
struct nf_conntrack_tuple {
	struct nf_conntrack_man src;
};
struct nf_conntrack_tuple_hash {
	struct nf_conntrack_tuple tuple;
};
struct nf_conn {
	struct nf_conntrack_tuple_hash tuplehash[2];
};
#pragma clang attribute pop

struct bpf_ct_opts___both {
	__s32 netns_id;
	__s32 error;
	__u8 l4proto;
	__u8 dir;
	__u8 reserved[2];
};

extern struct nf_conn *bpf_skb_ct_lookup(struct __sk_buff *, struct bpf_sock_tuple *, __u32,
					 struct bpf_ct_opts___both *, __u32) __ksym;
extern void bpf_ct_release(struct nf_conn *) __ksym;

struct flow {
	__be32 source, destination;
	__be16 source_port, destination_port;
};

/* What the client has acknowledged of the server's bytes in its first ACK: nothing. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 4096);
	__type(key, struct flow);
	__type(value, __be32);
} first_ack SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} kind SEC(".maps");

struct option {
	__u8 kind, size;
	__be16 port;
	__be32 address;
};

#define IP sizeof(struct ethhdr)
#define TCP (IP + sizeof(struct iphdr))

static __always_inline int client_of(struct __sk_buff *skb, struct iphdr *ip, struct tcphdr *tcp, struct option *option)
{
	struct bpf_ct_opts___both options = { .netns_id = -1, .l4proto = 6 };
	struct bpf_sock_tuple reply = { .ipv4 = { ip->daddr, ip->saddr, tcp->dest, tcp->source } };
	struct nf_conn *connection = bpf_skb_ct_lookup(skb, &reply, sizeof reply.ipv4, &options, sizeof options);

	if (!connection)
		return 0;
	option->address = connection->tuplehash[0].tuple.src.u3.ip;
	option->port = connection->tuplehash[0].tuple.src.u.all;
	bpf_ct_release(connection);
	return 1;
}

static __always_inline int insert(struct __sk_buff *skb, struct iphdr *ip, struct tcphdr *tcp, struct option *option)
{
	__be16 *offset_and_flags = (__be16 *)tcp + 6, before = *offset_and_flags;
	__be16 size = ip->tot_len, longer = bpf_htons(bpf_ntohs(size) + sizeof *option);
	__u64 flags = BPF_F_ADJ_ROOM_FIXED_GSO | BPF_F_ADJ_ROOM_NO_CSUM_RESET;

	tcp->doff += sizeof *option / 4;
	if (bpf_skb_adjust_room(skb, sizeof *option, BPF_ADJ_ROOM_NET, flags))
		return TC_ACT_OK;
	/*
	 * The room is before the TCP header: write that again, and the option in the place where its end
	 * was.
	 */
	if (bpf_skb_store_bytes(skb, TCP, tcp, sizeof *tcp, 0) ||
	    bpf_skb_store_bytes(skb, TCP + sizeof *tcp, option, sizeof *option, 0) ||
	    bpf_skb_store_bytes(skb, IP + __builtin_offsetof(struct iphdr, tot_len), &longer, sizeof longer, 0))
		return TC_ACT_SHOT;
	bpf_l3_csum_replace(skb, IP + __builtin_offsetof(struct iphdr, check), size, longer, 2);
#define CHECK (TCP + __builtin_offsetof(struct tcphdr, check))
	bpf_l4_csum_replace(skb, CHECK, 0, bpf_csum_diff(0, 0, (__be32 *)option, sizeof *option, 0), 0);
	bpf_l4_csum_replace(skb, CHECK, before, *offset_and_flags, 2);
	/* The length in the pseudo-header. */
	bpf_l4_csum_replace(skb, CHECK, size, longer, 2);
	return TC_ACT_OK;
}

SEC("tc")
int fullnat(struct __sk_buff *skb)
{
	struct iphdr ip;
	struct tcphdr tcp;
	__u32 only = 0, *option_kind = bpf_map_lookup_elem(&kind, &only);

	if (!option_kind || skb->protocol != bpf_htons(ETH_P_IP) || bpf_skb_load_bytes(skb, IP, &ip, sizeof ip) ||
	    ip.ihl != 5 || ip.protocol != 6 || bpf_skb_load_bytes(skb, TCP, &tcp, sizeof tcp) || tcp.rst)
		return TC_ACT_OK;

	struct flow flow = { ip.saddr, ip.daddr, tcp.source, tcp.dest };
	if (tcp.syn) {
		bpf_map_update_elem(&first_ack, &flow, &(__be32){ 0 }, BPF_ANY);
		return TC_ACT_OK;
	}
	__be32 *acknowledged = bpf_map_lookup_elem(&first_ack, &flow);
	if (!acknowledged)
		return TC_ACT_OK;
	if (!*acknowledged)
		*acknowledged = tcp.ack_seq;
	if (*acknowledged != tcp.ack_seq) {
		bpf_map_delete_elem(&first_ack, &flow);
		return TC_ACT_OK;
	}

	struct option option = { .kind = *option_kind, .size = sizeof option };
	if (tcp.doff > 13 || !client_of(skb, &ip, &tcp, &option))
		return TC_ACT_OK;
	return insert(skb, &ip, &tcp, &option);
}

char _license[] SEC("license") = "Dual MIT/GPL";
