// Reads lines of a TCP header and the accepted kinds, both in hexadecimal, and prints what
// tools/toa/bpf/option.h finds in each: the verdict's number, the address and the port.
#include <stdio.h>
#include <string.h>

#include "../../../tools/toa/bpf/option.h"

static unsigned int read_hex(const char *text, __u8 *bytes, unsigned int most)
{
	unsigned int size = 0;

	while (size < most && sscanf(text + 2 * size, "%2hhx", &bytes[size]) == 1)
		size++;
	return size;
}

int main(void)
{
	char header_text[200], kinds_text[200];

	while (scanf("%199s %199s", header_text, kinds_text) == 2) {
		struct header header = { 0 };
		struct kinds kinds = { 0 };
		struct client client = { 0 };
		__u8 accepted[64];

		read_hex(header_text, header.bytes, TCP_HEADER_MAX);
		for (unsigned int left = read_hex(kinds_text, accepted, sizeof accepted); left > 0; left--)
			kinds.accepted[accepted[left - 1]] = 1;
		printf("%d ", find_option(&header, &kinds, &client));
		for (unsigned int i = 0; i < 16; i++)
			printf("%02x", client.address[i]);
		printf(" %02x%02x\n", client.port[0], client.port[1]);
	}
	return 0;
}
