import type { ProxyHeader } from "@client-ip/core";
import type { PathHop } from "@client-ip/core/internal";

/** Writes what hops would send, from the outermost to the innermost. */
export class EvidenceWriter {
  /** The lines of each header, by lower-case name. */
  readonly headers: Map<string, string[]>;
  /** The nearest hop's first. */
  readonly proxyHeaders: ProxyHeader[] = [];
  peerIdentity: readonly string[] | undefined;
  #endsInOwnLine = false;

  /** @param sent the headers that the client itself sends, by lower-case name */
  constructor(sent: ReadonlyMap<string, string>) {
    this.headers = new Map([...sent].map(([name, value]) => [name, [value]]));
  }

  /** What proves the hop, beside its address. */
  prove({ identity: [uri] = [], identitySource, secret }: PathHop): void {
    if (secret !== undefined) this.headers.set(secret.header, secret.values.slice(0, 1));
    if (uri === undefined) return;
    if (identitySource === "certificate") this.peerIdentity = [uri];
    else this.headers.set("x-forwarded-client-cert", [`Hash=${"0".repeat(64)};URI=${uri}`]);
  }

  /**
   * What a hop tells about its peer.
   *
   * @param peer an address, or `unix`
   * @param own the hop's own address
   */
  tell({ tells }: PathHop, peer: string, own: string): void {
    switch (tells.kind) {
      case "list": {
        const text = peer === "unix" ? "unix:" : peer;
        const elements = [text, ...fill(own, tells.appends - 1)];
        for (const one of elements) this.#append(tells.header, format(one, tells.format));
        break;
      }
      case "forwarded":
        this.#appendForwarded(`for=${node(peer)}`, tells.ownLine);
        break;
      case "value":
        this.headers.set(tells.header, [format(peer, tells.format)]);
        break;
      case "external-address":
        this.headers.set(tells.header, [peer]);
        for (const one of [peer, ...fill(own, tells.trustedHops)]) {
          this.#append("x-forwarded-for", one);
        }
        break;
      case "proxy-protocol":
        this.proxyHeaders.unshift(proxyHeader(peer));
    }
  }

  #append(header: string, element: string): void {
    const lines = this.headers.get(header) ?? [];
    this.headers.set(header, [[...lines, element].join(", ")]);
  }

  /** Nothing may follow in a line that a hop has of its own. */
  #appendForwarded(element: string, ownLine: boolean): void {
    const lines = this.headers.get("forwarded") ?? [];
    const last = ownLine || this.#endsInOwnLine ? undefined : lines.pop();
    this.headers.set("forwarded", [...lines, last === undefined ? element : `${last}, ${element}`]);
    this.#endsInOwnLine = ownLine;
  }
}

/** The addresses that a hop appends behind its peer's, such as its own. */
function fill(own: string, count: number): string[] {
  return Array.from({ length: count }, () => (own === "unix" ? "192.0.2.1" : own));
}

/** An element of a list, or a single value. */
function format(address: string, form: "ip" | "ip:port" | undefined): string {
  if (form !== "ip:port") return address;
  return address.includes(":") ? `[${address}]:${PORT}` : `${address}:${PORT}`;
}

/** A node of Forwarded (RFC 7239 6). */
function node(peer: string): string {
  if (peer === "unix") return "unknown";
  return peer.includes(":") ? `"[${peer}]"` : peer;
}

/** The port that the client connects from, where a port has to be written. */
const PORT = 50_000;

function proxyHeader(peer: string): ProxyHeader {
  if (peer === "unix") return UNIX;
  const [family, destination] = peer.includes(":")
    ? (["INET6", "2001:db8::443"] as const)
    : (["INET", "192.0.2.43"] as const);
  return {
    version: 2,
    command: "PROXY",
    family,
    transport: "STREAM",
    source: { address: peer, port: PORT },
    destination: { address: destination, port: 443 },
    tlvs: [],
  };
}

const UNIX: ProxyHeader = {
  version: 2,
  command: "PROXY",
  family: "UNIX",
  transport: "STREAM",
  source: { address: "/tmp/client", port: 0 },
  destination: { address: "/tmp/server", port: 0 },
  tlvs: [],
};
