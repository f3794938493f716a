/**
 * Every code of a `ProxyProtocolError`, stable. `expected` and `remedy` are part of the message, so
 * they are plain text; `when` is for docs/errors.md, in Markdown.
 */
export const ERROR_CODES = {
  signature: {
    expected: "the signature of a PROXY header, version 1 or 2",
    when: "`decode`: the peer sends no header but HTTP, TLS or something else.",
    remedy:
      "Turn the header on at the peer (HAProxy: send-proxy-v2, nginx: proxy_protocol on), or do not decode what it sends.",
  },
  "v1-syntax": {
    expected: "exactly one space between the words of the line, and CRLF after the last one",
    when: "`decode`: two spaces, a tab, a word too many, too few or empty.",
    remedy: "Let the sender write: PROXY TCP4 source destination port port.",
  },
  "v1-family": {
    expected: "TCP4, TCP6 or UNKNOWN",
    when: "`decode`: `UDP4`, small letters, two spaces after `PROXY`.",
    remedy: "Let the sender write TCP4 or TCP6 for TCP, and UNKNOWN for everything else.",
  },
  "v1-address": {
    expected:
      "an address in plain text, the source's of the line's family: no leading zeros, no zone, no port",
    when: "`decode`: no address, a name, `01.2.3.4`, `fe80::1%eth0`, IPv6 for `TCP4`.",
    remedy: "Let the sender write the address alone, and the family that the source belongs to.",
  },
  "v1-port": {
    expected: "a port from 0 to 65535, decimal, without leading zeros",
    when: "`decode`: `080`, `+80`, `0x50`, 65536.",
    remedy: "Let the sender write both ports as decimal numbers.",
  },
  "v1-crlf": {
    expected: "CR and LF together, at the end of the line only",
    when: "`decode`: an LF without CR, a CR without LF, two CRs.",
    remedy: "Let the sender end the line with CRLF.",
  },
  "v1-too-long": {
    expected: "a line of at most 107 bytes",
    when: "`decode`: no CRLF within 107 bytes.",
    remedy: "Let the sender write the shortest form of each address, or version 2.",
  },
  "v2-version": {
    expected: "version 2",
    when: "`decode`: the upper half of byte 12 is not 2.",
    remedy: "Let the sender write version 2: no later one is defined.",
  },
  "v2-command": {
    expected: "command 0 (LOCAL) or 1 (PROXY)",
    when: "`decode`: the lower half of byte 12 is neither 0 nor 1.",
    remedy: "Let the sender write LOCAL for its own connections and PROXY for all others.",
  },
  "v2-family": {
    expected: "family and transport 0x00, 0x11, 0x12, 0x21, 0x22, 0x31 or 0x32",
    when: "`decode`: byte 13 is not in the list of the specification (`LOCAL`: not looked at).",
    remedy: "Let the sender write one of these, 0x00 for a connection that has none of them.",
  },
  "v2-length": {
    expected: "a length that holds the addresses of the family",
    when: "`decode`: the length is smaller than the addresses.",
    remedy: "Let the sender count the addresses: 12 bytes for IPv4, 36 for IPv6, 216 for UNIX.",
  },
  "too-large": {
    expected: "a header within the limit of maxByteLength",
    when: "`decode`: the length says more than `maxByteLength`, 4,096 by default.",
    remedy: "Raise maxByteLength, or let the sender leave TLVs out.",
  },
  crc32c: {
    expected: "the CRC32C of the header",
    when: "`decode`: the header is damaged, or was changed after it was summed.",
    remedy: "Find what changes the header between its sender and here.",
  },
  "tlv-overrun": {
    expected: "TLVs that end where the header ends",
    when: "`decode`: a TLV ends beyond the header; `ssl`: beyond the SSL TLV.",
    remedy: "Let the sender write the length of the TLV, and of what holds it, as they are.",
  },
  "tlv-length": {
    expected: "a value of the length that its type has",
    when: "`decode`: CRC32C not of 4 bytes, UNIQUE_ID of more than 128; a reader: a value of another length than its vendor writes.",
    remedy: "Call a vendor's reader only behind that vendor; else correct the sender.",
  },
  "tlv-duplicate": {
    expected: "at most one TLV of this kind",
    when: "`decode`: two CRC32C; a reader: two TLVs of the type it reads, and either may be the wrong one.",
    remedy: "Let the sender write one, and hand on none that it received.",
  },
  "tlv-text": {
    expected: "text in the encoding of the TLV: UTF-8 or printable ASCII",
    when: "A reader: bytes that are no text of the encoding.",
    remedy: "Correct the sender, or read the bytes themselves from tlvs.",
  },
  "encode-version": {
    expected: "version 1 or 2",
    when: "`encode`: neither 1 nor 2.",
    remedy: "Set version to 1 or 2.",
  },
  "encode-family": {
    expected: "a command, family and transport that this version can say",
    when: "`encode`: UNIX or datagrams in version 1, a family without transport.",
    remedy: "Set family and transport both, and version 2 for UNIX and datagrams.",
  },
  "encode-address": {
    expected: "a source and a destination whose addresses fit the family",
    when: "`encode`: an end is missing, of another family, or no address; a path of more than 108 bytes or with a NUL.",
    remedy: "Give source and destination as { address, port }, both of the header's family.",
  },
  "encode-port": {
    expected: "a port from 0 to 65535, for UNIX 0",
    when: "`encode`: not an integer from 0 to 65535.",
    remedy: "Give an integer, 0 for a port that is not known.",
  },
  "encode-tlv": {
    expected: "TLVs that version 2 can carry: a type from 0 to 255, a value of a fitting length",
    when: "`encode`: TLVs in version 1, a type beyond 255, no `Uint8Array`, two CRC32C, a length that `decode` would refuse.",
    remedy: "Give an array of { type, value }, in which each value is a Uint8Array.",
  },
  "encode-too-large": {
    expected: "a header of at most 107 bytes in version 1, 65,551 in version 2",
    when: "`encode`: more than the version can say.",
    remedy: "Leave TLVs out; in place of version 1 send version 2.",
  },
  "not-bytes": {
    expected: "a Uint8Array",
    when: "`decode` was given text or another value that holds no bytes.",
    remedy: "Give it the bytes that were read, as a Uint8Array or a Buffer.",
  },
  "max-byte-length": {
    expected: "a limit of at least 107 bytes, what version 1 may need",
    when: "`decode`: the option is no number, less than 107, or misspelled.",
    remedy: "Write { maxByteLength: 4096 }, or leave it out.",
  },
} as const;
