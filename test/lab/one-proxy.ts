import type { ProxyProgram } from "../harness/run-proxy.ts";
import { CLIENTS, FORGED_HEADERS, type Plan, resolved, type Visit } from "./plan.ts";

type Host = "client" | "neighbor" | "server";

/** A proxy that tells the client by X-Forwarded-For, on the application's own machine. */
export interface OneProxy {
  /** The proxy's name in the path too. */
  readonly name: string;
  readonly title: string;
  /** Markdown: who has it, and what this proxy does. */
  readonly about: string;
  readonly runs: ProxyProgram;
  /** Makes the proxy listen on port 8080 of all addresses and call port 3000 of this machine. */
  readonly file: string;
  readonly applications: readonly string[];
  /** What only this proxy does. */
  readonly visits?: readonly Visit<Host>[];
  /** Markdown, one a trap. */
  readonly traps: readonly string[];
}

const proxied = "http://203.0.113.1:8080/";

/** The plan with such a proxy: clients of both families, honest and forging, through it and around it. */
export function oneProxy({ name, runs, file, visits = [], traps, ...more }: OneProxy): Plan<Host> {
  const both = [name];
  return {
    ...more,
    name,
    hosts: {
      ...CLIENTS,
      server: { lans: { outside: ["203.0.113.1/24", "2001:db8::1/64"] } },
    },
    drawing: [
      ["client", `to ${name}, port 8080`, "server"],
      ["server", `${name} calls the application from 127.0.0.1`, "server"],
    ],
    app: "server",
    tasks: [{ on: "server", runs, file, port: 8080 }],
    visits: [
      {
        from: "client",
        what: "calls",
        to: proxied,
        sees: resolved("203.0.113.7", both, "address", { peer: "127.0.0.1", warnings: [] }),
      },
      {
        from: "client",
        what: "calls over IPv6",
        to: "http://[2001:db8::1]:8080/",
        sees: resolved("2001:db8::7", both, "address", { peer: "127.0.0.1" }),
      },
      {
        from: "neighbor",
        what: "calls",
        to: proxied,
        sees: resolved("203.0.113.8", both, "address"),
      },
      {
        from: "client",
        what: "forges headers that name 6.6.6.6",
        to: proxied,
        sends: FORGED_HEADERS,
        sees: resolved("203.0.113.7", both, "address", { source: "x-forwarded-for" }),
      },
      {
        from: "client",
        what: "forges two lines that end as if the proxy had called itself",
        to: proxied,
        sends: ["X-Forwarded-For: 6.6.6.6, 127.0.0.1", "X-Forwarded-For: 6.6.6.6, 127.0.0.1"],
        sees: resolved("203.0.113.7", both, "address"),
      },
      {
        from: "client",
        what: "forges a list of nonsense, over IPv6",
        to: "http://[2001:db8::1]:8080/",
        sends: [`X-Forwarded-For: 6.6.6.6, ,"unknown`],
        sees: resolved("2001:db8::7", both, "address"),
      },
      ...visits,
      {
        from: "neighbor",
        what: "bypasses the proxy and calls port 3000, with the same forged headers",
        to: "http://203.0.113.1:3000/",
        sends: FORGED_HEADERS,
        sees: resolved("203.0.113.8", [], "none", { peer: "203.0.113.8", source: "socket" }),
      },
    ],
    traps: [
      ...traps,
      `A process that calls the application over this machine's loopback is taken for ${name}. If other users' programs run
  there, use a [unix socket](nginx-unix-socket.md).`,
    ],
  };
}
