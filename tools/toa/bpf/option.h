/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * Finds the TOA option in one TCP header: kind, length, client's port, client's address. 8 bytes
 * carry an IPv4 address, 20 an IPv6 one. Plain C without kernel helpers, so that it can also be
 * tested as an ordinary program.
 */
#ifndef TOA_OPTION_H
#define TOA_OPTION_H

#include <linux/types.h>

/* Without options, and with all 40 bytes of them. */
#define TCP_HEADER_MIN 20
#define TCP_HEADER_MAX 60

#define END_OF_LIST 0
#define NO_OPERATION 1

/* Sizes of the option. */
#define TOA_IPV4 8
#define TOA_IPV6 20

/* A TCP header followed by zeros: an option can be read in full wherever it starts. */
struct header {
	__u8 bytes[64 + TOA_IPV6];
};

/* In network byte order; an IPv4 address as ::ffff:a.b.c.d. */
struct client {
	__u8 address[16];
	__u8 port[2];
};

/* The option kinds that are read as TOA: those whose `accepted[kind]` is not 0. */
struct kinds {
	__u8 accepted[256];
};

enum verdict {
	TOA_ABSENT,
	TOA_FOUND,
	/* Two options: one is the client's own, and it is not known which. */
	TOA_AMBIGUOUS,
	/* An address that no client has: loopback, multicast, unspecified, reserved. */
	TOA_IMPOSSIBLE,
};

static inline __attribute__((always_inline)) int is_mapped(const __u8 *address)
{
	for (int i = 0; i < 10; i++)
		if (address[i])
			return 0;
	return address[10] == 0xff && address[11] == 0xff;
}

static inline __attribute__((always_inline)) int is_possible(const __u8 *address)
{
	__u8 upper_half = 0;

	if (is_mapped(address))
		return address[12] != 0 && address[12] != 127 && address[12] < 224;
	for (int i = 0; i < 8; i++)
		upper_half |= address[i];
	/* ::/64 contains ::, ::1, and ::6, which sidecars use. */
	return upper_half != 0 && address[0] != 0xff;
}

/*
 * Not static: the verifier then checks it once, for any header, and not again for each caller.
 *
 * bpf_load_hdr_opt() does not help: for kinds 253 and 254 it expects an experiment's number (RFC
 * 6994) where TOA has the client's port.
 */
__attribute__((noinline)) int find_option(const struct header *header, const struct kinds *kinds, struct client *client)
{
	if (!header || !kinds || !client)
		return TOA_ABSENT;

	__u32 length = (header->bytes[12] >> 4) * 4;
	__u32 at = TCP_HEADER_MIN, where = 0, size_there = 0;

	/* Each turn consumes at least one byte. */
	for (int turn = TCP_HEADER_MIN; turn < TCP_HEADER_MAX; turn++) {
		/* Hide the value of `at`, so that the verifier treats all turns alike. */
		__asm__ volatile("" : "+r"(at));
		at &= 63;

		__u32 kind = header->bytes[at], size = header->bytes[at + 1];

		if (at >= length || kind == END_OF_LIST)
			break;
		if (kind == NO_OPERATION) {
			at++;
			continue;
		}
		/* A malformed option ends the list, as in the kernel. */
		if (size < 2 || at + size > length)
			break;
		/* Kinds 253 and 254 are also used for experiments, with other lengths. */
		if (kinds->accepted[kind] && (size == TOA_IPV4 || size == TOA_IPV6)) {
			if (where)
				return TOA_AMBIGUOUS;
			where = at;
			size_there = size;
		}
		at += size;
	}
	if (!where)
		return TOA_ABSENT;
	__asm__ volatile("" : "+r"(where));
	where &= 63;
	client->port[0] = header->bytes[where + 2];
	client->port[1] = header->bytes[where + 3];
	if (size_there == TOA_IPV6) {
		for (int i = 0; i < 16; i++)
			client->address[i] = header->bytes[where + 4 + i];
	} else {
		for (int i = 0; i < 10; i++)
			client->address[i] = 0;
		client->address[10] = client->address[11] = 0xff;
		for (int i = 0; i < 4; i++)
			client->address[12 + i] = header->bytes[where + 4 + i];
	}
	return is_possible(client->address) ? TOA_FOUND : TOA_IMPOSSIBLE;
}

#endif
