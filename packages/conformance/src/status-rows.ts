import type { Config, Status } from "@client-ip/core";
import { exchange } from "./row.ts";
import type { Behavior } from "./subject.ts";

/** How a request comes to a status. */
interface Way<Name extends Status> {
  readonly status: Name;
  readonly rule: string;
  readonly why: string;
  readonly config: Config;
  /** 127.0.0.1 if absent. */
  readonly place?: "unix";
  readonly lines: readonly string[];
}

const address = "127.0.0.1";
const forged = "X-Forwarded-For: 6.6.6.6";

/**
 * Every status but three that need more than a request: `resolved` is most other rows, `no-peer` a
 * reset (connection-rows.ts), `unconfigured` a warning (application-rows.ts). A new status does not
 * compile without a row.
 */
const ways: {
  readonly [Name in Exclude<Status, "resolved" | "no-peer" | "unconfigured">]: Way<Name>;
} = {
  missing: {
    status: "missing",
    rule: "absent-is-missing",
    why: "the proxy that was configured does not write its header",
    config: { address, tells: "x-forwarded-for" },
    lines: ["X-Real-IP: 6.6.6.6"],
  },
  malformed: {
    status: "malformed",
    rule: "strict-address",
    why: "what the proxy wrote is no address; nothing further left is tried",
    config: { address, tells: "x-forwarded-for" },
    lines: ["X-Forwarded-For: 6.6.6.6, unparsable"],
  },
  ambiguous: {
    status: "ambiguous",
    rule: "one-identity",
    why: "the sidecar's certificate has two URIs: which of them is the peer?",
    config: [
      { identity: "spiffe://test/gateway", tells: "x-forwarded-for" },
      { address, tells: "nothing", xfcc: "last" },
    ],
    lines: [
      forged,
      `X-Forwarded-Client-Cert: Hash=${"a".repeat(64)};URI=spiffe://test/gateway;URI=spiffe://test/b`,
    ],
  },
  hidden: {
    status: "hidden",
    rule: "hidden-peer",
    why: "a unix peer is a process on this machine, and no hop says which",
    config: "direct",
    place: "unix",
    lines: [forged],
  },
  conflict: {
    status: "conflict",
    rule: "external-address-agrees",
    why: "Envoy passes a client's x-envoy-external-address on in some set-ups; its list disagrees",
    config: { address, tells: { value: "x-envoy-external-address" } },
    lines: ["X-Envoy-External-Address: 6.6.6.6", "X-Forwarded-For: 198.51.100.7"],
  },
  unproven: {
    status: "unproven",
    rule: "unproven-proxy",
    why: "the address of the proxy without its secret: it is no client either",
    config: { address, secret: { header: "x-proof", value: "right" }, tells: "x-forwarded-for" },
    lines: [forged, "X-Proof: wrong"],
  },
  bypassed: {
    status: "bypassed",
    rule: "bypassed-hop",
    why: "a request that reaches the application around the firewall",
    config: { address: "192.0.2.1", tells: "x-forwarded-for", required: true },
    lines: [forged],
  },
  "too-long": {
    status: "too-long",
    rule: "hop-limit",
    why: "33 proxies in a row are one too many for any bound on work",
    config: { address, tells: "x-forwarded-for", repeat: true },
    lines: [`X-Forwarded-For: 6.6.6.6${", 127.0.0.1".repeat(33)}`],
  },
};

/** Each reason not to answer: no address then, and the peer all the same, for limiters and logs. */
export const statusRows: readonly Behavior[] = Object.values(ways).map((way) =>
  exchange({
    rule: way.rule,
    name: `status ${way.status} answers no address, and still the peer`,
    why: way.why,
    config: way.config,
    place: way.place ?? "127.0.0.1",
    requests: [way.lines],
    answers: [{ ip: undefined, status: way.status, peer: way.place ?? "127.0.0.1" }],
  }),
);
