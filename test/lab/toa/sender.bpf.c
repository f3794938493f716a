// SPDX-License-Identifier: MIT OR GPL-2.0-only
/*
 * For tests: writes TCP options into what the programs of one cgroup send when they connect. A
 * balancer writes the client's address, which it has bound its socket to (haproxy: usesrc client)
 * before source NAT hides it; a forger writes what it likes.
 */
#include <linux/bpf.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#define AF_INET 2
#define SYN 0x02
#define RST 0x04
/* For one option, which has 40 bytes at most; a power of two, which the verifier understands. */
#define ROOM 64
#define FIELD(field) (*(volatile __typeof__(field) *)&(field))

/* What to write on one sort of segment: up to three whole options, one after the other. */
struct message {
	/*
	 * 0 nothing, 1 the options as they are, 2 the first one's port and address are the socket's own.
	 */
	__u32 mode;
	/* Bytes in all. */
	__u32 size;
	__u8 options[3][ROOM];
};

/*
 * 0 the SYN, 1 the handshake's ACK, 2 the first data; 3 all that is sent when the other end has
 * confirmed data; 4 an ACK of data that came before any was sent.
 */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 5);
	__type(key, __u32);
	__type(value, struct message);
} messages SEC(".maps");

static __always_inline struct message *message_for(struct bpf_sock_ops *ops, __u32 flags, __u32 payload)
{
	__u32 sort = flags & SYN ? 0 : FIELD(ops->bytes_acked) > 1 ? 3 : payload ? 2 : FIELD(ops->bytes_received) ? 4 : 1;
	struct message *message = bpf_map_lookup_elem(&messages, &sort);

	return message && message->mode ? message : 0;
}

static __always_inline void reserve(struct bpf_sock_ops *ops)
{
	__u32 flags = FIELD(ops->skb_tcp_flags), payload = FIELD(ops->skb_len);
	struct message *message;

	if (FIELD(ops->args[0]) & BPF_WRITE_HDR_TCP_CURRENT_MSS) {
		flags = 0;
		payload = 1;
	}
	if (flags & RST)
		return;
	message = message_for(ops, flags, payload);
	if (message)
		bpf_reserve_hdr_opt(ops, message->size, 0);
}

static __always_inline void write(struct bpf_sock_ops *ops)
{
	void *data = ops->skb_data, *end = ops->skb_data_end;
	__be32 ipv4 = FIELD(ops->local_ip4);
	__be16 port = bpf_htons(FIELD(ops->local_port));
	struct message *message;
	__u8 own[8];

	if (data + 20 > end)
		return;
	message = message_for(ops, FIELD(ops->skb_tcp_flags), FIELD(ops->skb_len) - (((__u8 *)data)[12] >> 4) * 4);
	if (!message)
		return;
	if (message->mode == 2) {
		own[0] = message->options[0][0];
		own[1] = sizeof own;
		__builtin_memcpy(own + 2, &port, 2);
		__builtin_memcpy(own + 4, &ipv4, 4);
		bpf_store_hdr_opt(ops, own, sizeof own, 0);
		return;
	}
	for (int i = 0; i < 3; i++) {
		__u32 size = message->options[i][1] & (ROOM - 1);

		if (size)
			bpf_store_hdr_opt(ops, message->options[i], size, 0);
	}
}

SEC("sockops")
int send_options(struct bpf_sock_ops *ops)
{
	switch (FIELD(ops->op)) {
	case BPF_SOCK_OPS_TCP_CONNECT_CB:
		bpf_sock_ops_cb_flags_set(ops, FIELD(ops->bpf_sock_ops_cb_flags) | BPF_SOCK_OPS_WRITE_HDR_OPT_CB_FLAG);
		break;
	case BPF_SOCK_OPS_HDR_OPT_LEN_CB:
		reserve(ops);
		break;
	case BPF_SOCK_OPS_WRITE_HDR_OPT_CB:
		write(ops);
		break;
	}
	return 1;
}

char _license[] SEC("license") = "Dual MIT/GPL";
