import type { ProxyEndpoint, ProxyHeader, ProxyTlv } from "@client-ip/core";
import { checkOptions, type OptionRule, type OptionRules } from "@client-ip/core/internal";
import { encode, ProxyProtocolError } from "@client-ip/proxy-protocol";

/** The one client that a connection is made for, as a PROXY header names it. */
export interface ProxiedClient {
  /** The client's end: bare address text; port 0 where it is not known. */
  readonly source: ProxyEndpoint;
  /** What the client connected to, such as the local end of its connection to this process. */
  readonly destination: ProxyEndpoint;
  /** 2 unless given. Version 1 carries no TLVs. */
  readonly version?: 1 | 2;
  /** None unless given. Above 536 bytes in all, receivers may see the header in pieces (proxy-protocol.txt, 2). */
  readonly tlvs?: readonly ProxyTlv[];
}

/**
 * The bytes of a sender's header, made once: what is changed in `client` later changes nothing.
 *
 * @param client or any header, such as one that was received, or LOCAL for a connection of this process's own.
 *   Addresses may be as Node gives them: IPv4-mapped, with a zone. Where only one end is IPv4 it is written as
 *   IPv4-mapped, since both are of one family in a header.
 * @throws {ProxyProtocolError} a code of `encode`
 * @throws ClientIpError `unknown-field` for a misspelt `version` or `tlvs`
 */
export function proxyHeaderBytes(client: ProxiedClient | ProxyHeader): Uint8Array {
  if (typeof client !== "object" || client === null) {
    const given = `${typeof client} in place of { source, destination }`;
    throw new ProxyProtocolError("encode-address", given);
  }
  return encode("command" in client ? client : headerFor(client));
}

/** Checked by `encode`, which has a code for each. */
const ANY: OptionRule = { expected: "anything", allows: () => true };

const RULES: OptionRules<ProxiedClient> = {
  source: ANY,
  destination: ANY,
  version: ANY,
  tlvs: ANY,
};

function headerFor(client: ProxiedClient): ProxyHeader {
  checkOptions(client, RULES, {
    code: "unknown-field",
    given: (field) => `the field "${field}" of a client to send for`,
    remedy: "Correct it, or leave it out.",
  });
  const { version = 2, tlvs = [] } = client;
  const source = bare(client.source, "source");
  const destination = bare(client.destination, "destination");
  const mixed = isV6(source) !== isV6(destination);
  return {
    version,
    command: "PROXY",
    family: mixed || isV6(source) ? "INET6" : "INET",
    transport: "STREAM",
    source: mixed ? mapped(source) : source,
    destination: mixed ? mapped(destination) : destination,
    tlvs,
  };
}

/** Without types an end may be absent, or bare text. */
function bare(end: ProxyEndpoint | undefined, which: string): ProxyEndpoint {
  if (typeof end?.address !== "string") {
    throw new ProxyProtocolError("encode-address", `a ${which} that is no { address, port }`);
  }
  const address = end.address.replace(/^::ffff:(?=\d+\.)/i, "").replace(/(?<=:.*)%.*$/, "");
  return { address, port: end.port ?? 0 };
}

function isV6({ address }: ProxyEndpoint): boolean {
  return address.includes(":");
}

function mapped(end: ProxyEndpoint): ProxyEndpoint {
  return isV6(end) ? end : { ...end, address: `::ffff:${end.address}` };
}
