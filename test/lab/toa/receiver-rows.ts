// What a trusted balancer's connections bring, and what toa makes of it; `options` as tcp-options
// writes them, one set after the other.

/** Listeners, as `ask` takes them: this one asks for the peer when the connection comes. */
export const IPV4 = "10.1.0.2 4004";
/** This one asks with the first data. */
export const IPV4_AFTER_DATA = "10.1.0.2 4014";
const IPV4_AFTER_MORE_DATA = "10.1.0.2 4034";
/** A socket that listens on `::`, over IPv4. */
export const MAPPED = "10.1.0.2 4006";
/** The same, over IPv6. */
export const IPV6 = "fd00:1::2 4006";

const ipv6 = (port: string, ...groups: readonly string[]): string =>
  port + groups.map((group) => group.padStart(4, "0")).join("");
/** The honest client, as the balancer writes it. */
export const CLIENT = "254=203.0.113.7:34567";
const CLIENT_IPV6 = `254=${ipv6("8707", "2001", "db8", "0", "0", "0", "0", "0", "7")}`;

interface Row {
  readonly why: string;
  readonly options: string | readonly string[];
  /** {@link IPV4} unless told. */
  readonly to?: string;
  /** What has counted it. */
  readonly counts: string;
}

/** Who is restored, and as whom. */
export const believed: readonly (Row & { readonly sees: string })[] = [
  {
    why: "on the ACK and the first data, as LVS writes it",
    options: `ack,data ${CLIENT}`,
    sees: "203.0.113.7 34567",
    counts: "found_on_ack",
  },
  {
    why: "on the SYN, the ACK and the first data, as DPVS writes it",
    options: `syn,ack,data ${CLIENT}`,
    sees: "203.0.113.7 34567",
    counts: "found_on_ack",
  },
  {
    why: "on the ACK only",
    options: `ack ${CLIENT}`,
    sees: "203.0.113.7 34567",
    counts: "found_on_ack",
  },
  {
    why: "on the SYN only",
    options: `syn ${CLIENT}`,
    sees: "203.0.113.7 34567",
    counts: "found_on_syn",
  },
  {
    why: "on the first data only, to who asks later",
    options: `data ${CLIENT}`,
    to: IPV4_AFTER_DATA,
    sees: "203.0.113.7 34567",
    counts: "found_on_data",
  },
  {
    why: "as another kind that is accepted",
    options: "ack 200=203.0.113.7:34567",
    sees: "203.0.113.7 34567",
    counts: "found_on_ack",
  },
  {
    why: "between other options",
    options: `ack 253=0011 ${CLIENT} 99=0011`,
    sees: "203.0.113.7 34567",
    counts: "found_on_ack",
  },
  {
    why: "to a socket on `::`, over IPv4",
    options: `ack ${CLIENT}`,
    to: MAPPED,
    sees: "::ffff:203.0.113.7 34567",
    counts: "found_on_ack",
  },
  {
    why: "to a socket on `::`, over IPv6",
    options: `ack ${CLIENT}`,
    to: IPV6,
    sees: "::ffff:203.0.113.7 34567",
    counts: "found_on_ack",
  },
  {
    why: "with an IPv6 client, over IPv6",
    options: `ack ${CLIENT_IPV6}`,
    to: IPV6,
    sees: "2001:db8::7 34567",
    counts: "found_on_ack",
  },
  {
    why: "with an IPv6 client, on the SYN, which it fills",
    options: `syn ${CLIENT_IPV6}`,
    to: IPV6,
    sees: "2001:db8::7 34567",
    counts: "found_on_syn",
  },
  {
    why: "with an IPv6 client, over IPv4, to a socket on `::`",
    options: `ack ${CLIENT_IPV6}`,
    to: MAPPED,
    sees: "2001:db8::7 34567",
    counts: "found_on_ack",
  },
  {
    why: "on an ACK behind the handshake, and the first data",
    options: `answer,data ${CLIENT}`,
    to: IPV4_AFTER_DATA,
    sees: "203.0.113.7 34567",
    counts: "found_on_data",
  },
  {
    why: "with a port that the kernel takes for TCP Fast Open",
    options: "data 254=203.0.113.7:63881",
    to: IPV4_AFTER_DATA,
    sees: "203.0.113.7 63881",
    counts: "found_on_data",
  },
];

/** Whose name stays the balancer's. */
export const refused: readonly Row[] = [
  { why: "there is none", options: "none", counts: "without_option" },
  {
    why: "of a kind that is not accepted",
    options: "ack 253=203.0.113.7:34567",
    counts: "without_option",
  },
  {
    why: "of another length, as experiments have",
    options: "ack 254=00112233",
    counts: "without_option",
  },
  {
    why: "beside another one: who wrote which?",
    options: `ack ${CLIENT} 254=6.6.6.6:666`,
    counts: "refused_ambiguous",
  },
  {
    why: "beside another one of another kind",
    options: `ack ${CLIENT} 200=6.6.6.6:666`,
    counts: "refused_ambiguous",
  },
  {
    why: "of another port than the one on the SYN",
    options: [`ack ${CLIENT}`, "+syn 254=203.0.113.7:666"],
    counts: "refused_ambiguous",
  },
  {
    why: "of another address than the one on the SYN",
    options: [`ack ${CLIENT}`, "+syn 254=6.6.6.6:34567"],
    counts: "refused_ambiguous",
  },
  {
    why: "beside another one on the SYN",
    options: `syn ${CLIENT} 254=6.6.6.6:666`,
    counts: "refused_ambiguous",
  },
  {
    why: "beside another one on the first data",
    options: `data ${CLIENT} 254=6.6.6.6:666`,
    to: IPV4_AFTER_DATA,
    counts: "refused_ambiguous",
  },
  {
    why: "beside another one, on an ACK behind the handshake: the data no longer mends that",
    options: [`answer ${CLIENT} 254=6.6.6.6:666`, `+data ${CLIENT}`],
    to: IPV4_AFTER_DATA,
    counts: "refused_ambiguous",
  },
  {
    why: "of loopback, on the first data",
    options: "data 254=127.0.0.1:80",
    to: IPV4_AFTER_DATA,
    counts: "refused_impossible",
  },
  {
    why: "on later data: balancers write on the first",
    options: `later ${CLIENT}`,
    to: IPV4_AFTER_MORE_DATA,
    counts: "without_option",
  },
  { why: "of loopback", options: "ack 254=127.0.0.1:80", counts: "refused_impossible" },
  {
    why: "of loopback, on the SYN",
    options: "syn 254=127.0.0.1:80",
    counts: "refused_impossible",
  },
  { why: "of a sidecar", options: "ack 254=127.0.0.6:80", counts: "refused_impossible" },
  { why: "of no address", options: "ack 254=0.0.0.0:80", counts: "refused_impossible" },
  { why: "of multicast", options: "ack 254=224.0.0.1:80", counts: "refused_impossible" },
  { why: "of broadcast", options: "ack 254=255.255.255.255:80", counts: "refused_impossible" },
  {
    why: "of IPv6 loopback",
    options: `ack 254=${ipv6("0050", "0", "0", "0", "0", "0", "0", "0", "1")}`,
    to: MAPPED,
    counts: "refused_impossible",
  },
  {
    why: "of IPv6 multicast",
    options: `ack 254=${ipv6("0050", "ff02", "0", "0", "0", "0", "0", "0", "1")}`,
    to: MAPPED,
    counts: "refused_impossible",
  },
  {
    why: "of loopback in IPv6's clothes",
    options: `ack 254=${ipv6("0050", "0", "0", "0", "0", "0", "ffff", "7f00", "1")}`,
    to: MAPPED,
    counts: "refused_impossible",
  },
  {
    why: "with an IPv6 client that an IPv4 socket cannot name",
    options: `ack ${CLIENT_IPV6}`,
    counts: "refused_ipv6_on_ipv4_socket",
  },
  {
    why: "on the SYN, to a listener that is older than toa",
    options: `syn ${CLIENT}`,
    to: "10.1.0.2 4024",
    counts: "without_option",
  },
  {
    why: "on the first data, to who asked before, since Node keeps the first answer",
    options: `data ${CLIENT}`,
    counts: "found_on_data",
  },
];

/** Clients who write before the balancer, which writes on the first data only. */
export const withdrawn: readonly {
  readonly why: string;
  readonly forged: string;
  readonly honest: string;
  readonly counts: readonly string[];
}[] = [
  {
    why: "on the handshake's ACK",
    forged: "ack 254=6.6.6.6:666",
    honest: `+data ${CLIENT}`,
    counts: ["found_on_ack"],
  },
  {
    why: "on the SYN",
    forged: "syn 254=6.6.6.6:666",
    honest: `+data ${CLIENT}`,
    counts: ["found_on_syn"],
  },
  {
    why: "on an ACK behind the handshake",
    forged: "answer 254=6.6.6.6:666",
    honest: `+data ${CLIENT}`,
    counts: ["found_on_data"],
  },
  {
    why: "on two ACKs",
    forged: "ack,answer 254=6.6.6.6:666",
    honest: `+data ${CLIENT}`,
    counts: ["found_on_ack"],
  },
  {
    why: "wherever there is room",
    forged: "ack 254=6.6.6.6:666",
    honest: `+data ${CLIENT} 254=6.6.6.6:666`,
    counts: ["found_on_ack"],
  },
  {
    why: "with the balancer's port",
    forged: "ack 254=6.6.6.6:34567",
    honest: `+data ${CLIENT}`,
    counts: ["found_on_ack"],
  },
];
