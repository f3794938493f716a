import type { ProxyEndpoint, ProxyHeader, ProxyTlv } from "@client-ip/core";
import { checkOptions, type OptionRule, type OptionRules } from "@client-ip/core/internal";
import { encode, ProxyProtocolError } from "@client-ip/proxy-protocol";

/** The client that a connection is opened for, as a PROXY header names it. */
export interface ProxiedClient {
  /** The client's end: address text without port; port 0 if it is unknown. */
  readonly source: ProxyEndpoint;
  /** What the client connected to, such as the local end of its connection to this process. */
  readonly destination: ProxyEndpoint;
  /** 2 by default. Version 1 carries no TLVs. */
  readonly version?: 1 | 2;
  /**
   * None by default. A header of more than 536 bytes may arrive in pieces (proxy-protocol.txt,
   * section 2).
   */
  readonly tlvs?: readonly ProxyTlv[];
}

/**
 * The bytes of the header. Later changes of `client` have no effect.
 *
 * @param client or any header, such as one that was received, or LOCAL for a connection of this
 *   process itself. Addresses may be as Node gives them: IPv4-mapped, with a zone. If only one end
 *   is IPv4, it is written as IPv4-mapped, since a header has one family for both.
 * @throws {ProxyProtocolError} with a code of `encode`.
 * @throws ClientIpError `unknown-field`, for example for a misspelled `version` or `tlvs`.
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
  const source = endpoint(client.source, "source");
  const destination = endpoint(client.destination, "destination");
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

/** In JavaScript an end may be missing, or be text. */
function endpoint(end: ProxyEndpoint | undefined, which: string): ProxyEndpoint {
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
