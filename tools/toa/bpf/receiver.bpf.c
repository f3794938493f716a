// SPDX-License-Identifier: MIT OR GPL-2.0-only
/*
 * The receiving side of TOA for the sockets of one cgroup. A sock_ops program reads the option when
 * a connection from a trusted balancer is accepted: on the handshake's ACK, on the SYN, or else on
 * the first data. It stores the client with the socket, and getpeername(2) and accept(2) return it.
 */
#include <linux/bpf.h>
#include <linux/tcp.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#include "option.h"

#define AF_INET 2
#define AF_INET6 10
#define SOL_TCP 6
#define SYN 0x02
#define MAPPED bpf_htonl(0xffff)

/*
 * Volatile: clang would otherwise merge reads of the context through a computed pointer, which the
 * verifier refuses.
 */
#define FIELD(field) (*(volatile __typeof__(field) *)&(field))

/*
 * `family` is 2 or 10 in network byte order, so that ::/0 contains no IPv4 address. `prefix`
 * includes its 32 bits.
 */
struct peer {
	__u32 prefix;
	__be32 family;
	__be32 address[4];
};

/* `toa status` shows them by these names, in this order. */
struct counters {
	__u64 from_trusted;
	__u64 found_on_ack;
	__u64 found_on_syn;
	__u64 found_on_data;
	__u64 refused_ambiguous;
	__u64 refused_impossible;
	__u64 refused_ipv6_on_ipv4_socket;
	__u64 refused_fast_open;
	__u64 withdrawn_on_data;
	__u64 ignored_from_untrusted;
	__u64 peer_names_answered;
};

struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 1024);
	__type(key, struct peer);
	__type(value, __u32);
} toa_trusted SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct kinds);
} toa_kinds SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct counters);
} toa_counters SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_SK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct client);
} toa_clients SEC(".maps");

#define COUNT(name)                                                                    \
	do {                                                                           \
		__u32 only = 0;                                                        \
		struct counters *counters = bpf_map_lookup_elem(&toa_counters, &only); \
		if (counters)                                                          \
			__sync_fetch_and_add(&counters->name, 1);                      \
	} while (0)

static __always_inline int is_trusted(struct bpf_sock_ops *ops)
{
	struct peer peer = { .prefix = 32 + 32, .family = bpf_htonl(AF_INET) };
	__be32 ipv4 = FIELD(ops->remote_ip4);
	__be32 word0 = FIELD(ops->remote_ip6[0]), word1 = FIELD(ops->remote_ip6[1]);
	__be32 word2 = FIELD(ops->remote_ip6[2]), word3 = FIELD(ops->remote_ip6[3]);

	peer.address[0] = ipv4;
	if (FIELD(ops->family) == AF_INET6 && !(word0 == 0 && word1 == 0 && word2 == MAPPED)) {
		peer.prefix = 32 + 128;
		peer.family = bpf_htonl(AF_INET6);
		peer.address[0] = word0;
		peer.address[1] = word1;
		peer.address[2] = word2;
		peer.address[3] = word3;
	}
	return bpf_map_lookup_elem(&toa_trusted, &peer) != 0;
}

static __always_inline int find_in_packet(struct bpf_sock_ops *ops, const struct kinds *kinds, struct client *client)
{
	void *data = ops->skb_data, *end = ops->skb_data_end; /* the TCP header, nothing else */
	struct header header = {};

#pragma clang loop unroll(full)
	for (int i = 0; i < TCP_HEADER_MAX / 4; i++) {
		if (data + i * 4 + 4 > end)
			break;
		__builtin_memcpy(&header.bytes[i * 4], data + i * 4, 4);
	}
	return find_option(&header, kinds, client);
}

static __always_inline int find_in_syn(struct bpf_sock_ops *ops, const struct kinds *kinds, struct client *client)
{
	struct header header = {};

	/* Fails if the SYN was not kept: SYN cookies, or a listener older than this program. */
	if (bpf_getsockopt(ops, SOL_TCP, TCP_BPF_SYN, &header, TCP_HEADER_MAX) < TCP_HEADER_MIN)
		return TOA_ABSENT;
	return find_option(&header, kinds, client);
}

static __always_inline int differ(const struct client *a, const struct client *b)
{
	__u8 difference = (a->port[0] ^ b->port[0]) | (a->port[1] ^ b->port[1]);

	for (int i = 0; i < 16; i++)
		difference |= a->address[i] ^ b->address[i];
	return difference != 0;
}

static __always_inline void watch(struct bpf_sock_ops *ops, int on)
{
	__u32 flags = FIELD(ops->bpf_sock_ops_cb_flags);

	/*
	 * "All", not "unknown": with kind 254, the kernel takes port 63881 (0xf989) for TCP Fast Open, and
	 * would not call.
	 */
	if (on)
		flags |= BPF_SOCK_OPS_PARSE_ALL_HDR_OPT_CB_FLAG;
	else
		flags &= ~BPF_SOCK_OPS_PARSE_ALL_HDR_OPT_CB_FLAG;
	bpf_sock_ops_cb_flags_set(ops, flags);
}

/* 1 if the socket names this client from now on, unless a later segment contradicts it. */
static __always_inline int keep(struct bpf_sock_ops *ops, struct client *client)
{
	struct bpf_sock *socket = ops->sk;

	if (FIELD(ops->family) == AF_INET && !is_mapped(client->address)) {
		COUNT(refused_ipv6_on_ipv4_socket);
		return 0;
	}
	if (!socket || !bpf_sk_storage_get(&toa_clients, socket, client, BPF_SK_STORAGE_GET_F_CREATE))
		return 0;
	watch(ops, 1);
	return 1;
}

static __always_inline void accepted(struct bpf_sock_ops *ops, const struct kinds *kinds)
{
	struct client on_ack = {}, on_syn = {};
	int ack = find_in_packet(ops, kinds, &on_ack);
	int syn = find_in_syn(ops, kinds, &on_syn);

	if (!is_trusted(ops)) {
		if (ack != TOA_ABSENT || syn != TOA_ABSENT)
			COUNT(ignored_from_untrusted);
		return;
	}
	COUNT(from_trusted);
	/*
	 * TCP Fast Open accepts on the SYN: the client's own option there would count before the
	 * balancer's ACK arrives.
	 */
	if (FIELD(ops->skb_tcp_flags) & SYN) {
		COUNT(refused_fast_open);
		return;
	}
	if (ack == TOA_AMBIGUOUS || syn == TOA_AMBIGUOUS ||
	    (ack == TOA_FOUND && syn == TOA_FOUND && differ(&on_ack, &on_syn)))
		COUNT(refused_ambiguous);
	else if (ack == TOA_IMPOSSIBLE || syn == TOA_IMPOSSIBLE)
		COUNT(refused_impossible);
	else if (ack == TOA_FOUND) {
		if (keep(ops, &on_ack))
			COUNT(found_on_ack);
	} else if (syn == TOA_FOUND) {
		if (keep(ops, &on_syn))
			COUNT(found_on_syn);
	} else
		watch(ops, 1);
}

/*
 * A later segment, up to the first data: names the client if none was named yet, and must not
 * contradict an earlier one. Balancers write on the first data at the latest. An option after it
 * was written by the client.
 */
static __always_inline void received(struct bpf_sock_ops *ops, const struct kinds *kinds)
{
	struct bpf_sock *socket = ops->sk;
	struct client client = {}, *kept;
	int verdict;

	if (!socket || FIELD(ops->bytes_received)) {
		watch(ops, 0);
		return;
	}
	verdict = find_in_packet(ops, kinds, &client);
	if (verdict == TOA_ABSENT)
		return;
	kept = bpf_sk_storage_get(&toa_clients, socket, 0, 0);
	if (kept && verdict == TOA_FOUND && !differ(kept, &client))
		return;
	if (!kept && verdict == TOA_FOUND && keep(ops, &client)) {
		COUNT(found_on_data);
		return;
	}
	watch(ops, 0);
	if (kept) {
		bpf_sk_storage_delete(&toa_clients, socket);
		COUNT(withdrawn_on_data);
	} else if (verdict == TOA_AMBIGUOUS)
		COUNT(refused_ambiguous);
	else if (verdict == TOA_IMPOSSIBLE)
		COUNT(refused_impossible);
}

SEC("sockops")
int toa_receive(struct bpf_sock_ops *ops)
{
	__u32 only = 0;
	struct kinds *kinds = bpf_map_lookup_elem(&toa_kinds, &only);
	int yes = 1;

	if (!kinds)
		return 1;
	switch (FIELD(ops->op)) {
	case BPF_SOCK_OPS_TCP_LISTEN_CB:
		bpf_setsockopt(ops, SOL_TCP, TCP_SAVE_SYN, &yes, sizeof yes);
		break;
	case BPF_SOCK_OPS_PASSIVE_ESTABLISHED_CB:
		accepted(ops, kinds);
		break;
	case BPF_SOCK_OPS_PARSE_HDR_OPT_CB:
		received(ops, kinds);
		break;
	}
	return 1;
}

static __always_inline struct client *client_of(struct bpf_sock_addr *name)
{
	struct bpf_sock *socket = name->sk;
	struct client *client = socket ? bpf_sk_storage_get(&toa_clients, socket, 0, 0) : 0;

	if (client)
		COUNT(peer_names_answered);
	return client;
}

SEC("cgroup/getpeername4")
int toa_peer4(struct bpf_sock_addr *name)
{
	struct client *client = client_of(name);

	if (client) {
		name->user_ip4 = *(__be32 *)&client->address[12];
		name->user_port = *(__be16 *)client->port;
	}
	return 1;
}

/*
 * A socket that listens on `::`, as Node's do, also has IPv4 peers, and shows them as
 * ::ffff:a.b.c.d.
 */
SEC("cgroup/getpeername6")
int toa_peer6(struct bpf_sock_addr *name)
{
	struct client *client = client_of(name);

	if (client) {
		name->user_ip6[0] = *(__be32 *)&client->address[0];
		name->user_ip6[1] = *(__be32 *)&client->address[4];
		name->user_ip6[2] = *(__be32 *)&client->address[8];
		name->user_ip6[3] = *(__be32 *)&client->address[12];
		name->user_port = *(__be16 *)client->port;
	}
	return 1;
}

/* The kernel offers these helpers only to GPL-compatible programs. */
char _license[] SEC("license") = "Dual MIT/GPL";
