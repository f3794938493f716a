import { exchange } from "./row.ts";
import type { Behavior } from "./subject.ts";

/** A proxy on this machine that appends to X-Forwarded-For. */
const appending = { name: "proxy", address: "127.0.0.1", tells: "x-forwarded-for" } as const;

/** Meaningless header lines, which fill a request up to Node's limit of 1000. */
const filler = (count: number): string[] => Array.from({ length: count }, () => "a: b");

/** `Host` and `Connection` count too. */
const ownLines = 2;

/** What the wire and Node make of a request before an adapter sees it. */
export const wireRows: readonly Behavior[] = [
  exchange({
    rule: "direct-is-the-peer",
    name: "a direct peer's forged headers are not believed",
    why: "whatever a client writes, with nothing in front its socket is the only witness",
    config: "direct",
    requests: [
      [
        "X-Forwarded-For: 6.6.6.6",
        "Forwarded: for=6.6.6.6",
        "X-Real-IP: 6.6.6.6",
        "X-Client-IP: 6.6.6.6",
        "True-Client-IP: 6.6.6.6",
        "CF-Connecting-IP: 6.6.6.6",
        "X-Envoy-External-Address: 6.6.6.6",
      ],
    ],
    answers: [{ ip: "127.0.0.1", source: "socket", peer: "127.0.0.1", via: [] }],
  }),
  exchange({
    rule: "last-line-first",
    name: "of two lines of a list header the last one is nearest",
    why: "a proxy that adds a line leaves the client's line first; Node joins them in this order",
    config: appending,
    requests: [["X-Forwarded-For: 6.6.6.6", "x-forwarded-for: 198.51.100.7"]],
    answers: [{ ip: "198.51.100.7", source: "x-forwarded-for", via: ["proxy"] }],
  }),
  exchange({
    rule: "last-line-first",
    name: "of two elements in one line the last one is nearest",
    why: "most proxies append to the client's line",
    config: appending,
    requests: [["X-Forwarded-For: 6.6.6.6, 198.51.100.7"]],
    answers: [{ ip: "198.51.100.7", source: "x-forwarded-for", via: ["proxy"] }],
  }),
  exchange({
    rule: "forwarded-line-alone",
    name: "a quoted header is read from its lines, not from Node's joined text",
    why: "joined, the client's open quote swallows the line that HAProxy adds",
    config: { ...appending, tells: "forwarded" },
    requests: [['Forwarded: for="6.6.6.6', "Forwarded: for=198.51.100.7"]],
    answers: [{ ip: "198.51.100.7", source: "forwarded" }],
  }),
  exchange({
    rule: "one-value",
    name: "a single-value header that comes twice is malformed",
    why: "proxies leave the forged line first; Node joins them, so the comma must be seen",
    config: { ...appending, tells: { value: "x-real-ip" } },
    requests: [["X-Real-IP: 6.6.6.6", "X-Real-IP: 198.51.100.7"]],
    answers: [{ ip: undefined, status: "malformed", peer: "127.0.0.1" }],
  }),
  exchange({
    rule: "underscore-is-no-hyphen",
    name: "a header is found whatever the case of its name, and never with an underscore",
    why: "some gateways read X_Forwarded_For as the same header; a proxy does not overwrite it",
    config: appending,
    requests: [
      ["X_Forwarded_For: 6.6.6.6", "X-FORWARDED-FOR: 198.51.100.7"],
      ["X_Forwarded_For: 6.6.6.6"],
    ],
    answers: [{ ip: "198.51.100.7" }, { ip: undefined, status: "missing" }],
  }),
  exchange({
    rule: "nothing-carried-over",
    name: "each request of a kept connection is answered by its own headers",
    why: "a proxy's connection carries many clients; what is kept on the socket is only the peer",
    config: appending,
    requests: [
      ["X-Forwarded-For: 198.51.100.7"],
      ["X-Forwarded-For: 2001:db8::8"],
      [],
      ["X-Forwarded-For: 198.51.100.9"],
    ],
    answers: [
      { ip: "198.51.100.7" },
      { ip: "2001:db8::8" },
      { ip: undefined, status: "missing" },
      { ip: "198.51.100.9" },
    ],
  }),
  exchange({
    rule: "nothing-carried-over",
    name: "a secret given with one request does not prove the next one of the connection",
    why: "sidecars and load balancers mix callers on a connection",
    config: { ...appending, secret: { header: "x-proof", value: "open-sesame" } },
    requests: [
      ["X-Forwarded-For: 198.51.100.7", "X-Proof: open-sesame"],
      ["X-Forwarded-For: 6.6.6.6"],
    ],
    answers: [
      { ip: "198.51.100.7", proof: "secret" },
      { ip: undefined, status: "unproven" },
    ],
  }),
  exchange({
    rule: "any-is-no-unix-socket",
    name: "a peer at a unix socket is the hop `unix`",
    why: "it has no address; the listener says what it is",
    config: { ...appending, address: "unix" },
    place: "unix",
    requests: [["X-Forwarded-For: 6.6.6.6, 198.51.100.7"]],
    answers: [{ ip: "198.51.100.7", peer: "unix", proof: "address" }],
  }),
  exchange({
    rule: "any-is-no-unix-socket",
    name: "a peer over TCP is not the hop `unix`",
    why: "any client that reaches the port could name a client",
    config: { ...appending, address: "unix" },
    requests: [["X-Forwarded-For: 6.6.6.6"]],
    answers: [{ ip: "127.0.0.1", via: [], warnings: ["unrecognized-proxy"] }],
  }),
  exchange({
    rule: "mapped-is-ipv4",
    name: "an IPv4 peer of a dual-stack listener is an IPv4 peer",
    why: "Node calls it ::ffff:127.0.0.1; ranges and answers are IPv4",
    config: appending,
    place: "::",
    requests: [["X-Forwarded-For: ::ffff:198.51.100.7"]],
    answers: [{ ip: "198.51.100.7", peer: "127.0.0.1", via: ["proxy"] }],
  }),
  exchange({
    rule: "families-apart",
    name: "an IPv6 peer is a hop like another",
    why: "localhost is ::1 first on many machines",
    config: { ...appending, address: "loopback" },
    place: "::1",
    requests: [["X-Forwarded-For: 2001:DB8:0:0::8"]],
    answers: [{ ip: "2001:db8::8", peer: "::1" }],
  }),
  exchange({
    rule: "evidence-as-received",
    name: "HTTP/1.0 without Host is answered",
    why: "health checks and old proxies speak it",
    config: appending,
    requests: [{ version: "1.0", lines: ["X-Forwarded-For: 198.51.100.7"] }],
    answers: [{ ip: "198.51.100.7" }],
  }),
  exchange({
    rule: "dropped-lines",
    name: "one header line below Node's limit is answered",
    why: "the limit itself must not cost more than it has to",
    config: appending,
    requests: [[...filler(998 - ownLines), "X-Forwarded-For: 198.51.100.7"]],
    answers: [{ ip: "198.51.100.7" }],
  }),
  exchange({
    rule: "dropped-lines",
    name: "as many header lines as Node keeps are too many",
    why: "at the limit it is unknown whether lines were dropped",
    config: appending,
    requests: [[...filler(999 - ownLines), "X-Forwarded-For: 198.51.100.7"]],
    answers: [{ ip: undefined, status: "too-long", peer: "127.0.0.1" }],
  }),
  exchange({
    rule: "dropped-lines",
    name: "a line that a proxy added beyond Node's limit does not leave the client's own",
    why: "1000 short lines, 6 kB, make Node drop the last ones: only the forged line would be left",
    config: appending,
    requests: [["X-Forwarded-For: 6.6.6.6", ...filler(1100), "X-Forwarded-For: 198.51.100.7"]],
    answers: [{ ip: undefined, status: "too-long", peer: "127.0.0.1" }],
    mayBeRefused: true,
  }),
  ...(["0.9", "2.0"] as const).map((version) =>
    exchange({
      rule: "dropped-lines",
      name: `a line beyond Node's limit leaves no forged one if the client states HTTP/${version}`,
      why: "Node's parser takes it, HAProxy passes 0.9 on, and HTTP/2 has another limit",
      config: appending,
      requests: [
        {
          version,
          lines: ["X-Forwarded-For: 6.6.6.6", ...filler(1100), "X-Forwarded-For: 198.51.100.7"],
        },
      ],
      answers: [{ ip: undefined, status: "too-long", peer: "127.0.0.1" }],
      mayBeRefused: true,
    }),
  ),
];
