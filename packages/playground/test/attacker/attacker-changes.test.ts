import {
  type Config,
  createResolver,
  type Hop,
  oneOf,
  type Path,
  type ProxyHeader,
} from "@client-ip/core";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AttackerChanges } from "../../src/attacker/attacker-answer.ts";
import { attackerChanges, tryChanges } from "../../src/attacker/attacker-changes.ts";

const CHARACTERS = ["6", "7", ".", ",", ":", ";", "=", '"', "[", "]", " ", "\t", "a", "b"];
const nginx = { name: "nginx", address: "10.0.1.10", tells: "x-forwarded-for" } as const;

/** @param lines `Name: value` */
function tried(config: Config, peer: string, ...lines: string[]): AttackerChanges {
  const rawHeaders = lines.flatMap((line) => {
    const colon = line.indexOf(": ");
    return [line.slice(0, colon), line.slice(colon + ": ".length)];
  });
  return attackerChanges(createResolver(config), { peer, rawHeaders });
}

/** Each line with what the client controls in brackets, and what that changes after them. */
function shown({ lines }: AttackerChanges): string[] {
  return lines.map(({ name, value, controlled, pieces }) => {
    const parts = pieces.map((piece) => {
      const text = value.slice(piece.from, piece.to);
      return piece.controlled ? `<${text}>${piece.changes.join("+")}` : text;
    });
    return `${controlled ? `<${name}>` : name}: ${parts.join("")}`;
  });
}

const added = ({ added: lines }: AttackerChanges): string[] =>
  lines
    .filter(({ controlled }) => controlled)
    .map(({ name, changes }) => `${name} ${changes.join("+")}`.trim());

describe("what an attacker could still change", () => {
  it("is what stands left of the element that was read, and it changes nothing", () => {
    const changes = tried(nginx, "10.0.1.10", "X-Forwarded-For: 6.6.6.6, 203.0.113.7");
    expect(shown(changes)).toEqual(["X-Forwarded-For: <6.6.6.6>, 203.0.113.7"]);
    expect(added(changes)).toEqual(["x-forwarded-for"]);
    expect(changes.complete).toBe(true);
  });

  it("is every line if the peer is the client", () => {
    const changes = tried(nginx, "203.0.113.7", "Host: a", "X-Forwarded-For: 6.6.6.6");
    expect(shown(changes)).toEqual(["<Host>: <a>", "<X-Forwarded-For>: <6.6.6.6>"]);
    expect(added(changes)).toEqual(["x-forwarded-for"]);
  });

  it("is the answer if any client may be the proxy", () => {
    const any: Hop = { address: "any", tells: "x-forwarded-for" };
    const changes = tried(any, "203.0.113.7", "X-Forwarded-For: 6.6.6.6");
    expect(shown(changes)).toEqual(["<X-Forwarded-For>: <6.6.6.6>address+refusal"]);
  });

  it("is the answer if two headers that must agree can be changed at once", () => {
    const any: Hop = { address: "any", tells: { value: "x-envoy-external-address" } };
    const lines = ["X-Envoy-External-Address: 203.0.113.7", "X-Forwarded-For: 203.0.113.7"];
    expect(shown(tried(any, "10.0.1.10", ...lines, "Host: shop.example"))).toEqual([
      "<X-Envoy-External-Address>: <203.0.113.7>address+refusal",
      "<X-Forwarded-For>: <203.0.113.7>address+refusal",
      "<Host>: <shop.example>",
    ]);
  });

  it("is the answer if the path only counts its hops", () => {
    const changes = tried("hops=2", "10.0.1.10", "X-Forwarded-For: 203.0.113.7, 10.0.0.5");
    expect(shown(changes)).toEqual(["<X-Forwarded-For>: <203.0.113.7, 10.0.0.5>address+refusal"]);
  });

  it("is whole lines of a list, and what stands between the lines is not", () => {
    const changes = tried(
      [{ name: "cdn", address: "198.51.100.0/24", tells: "x-forwarded-for" }, nginx],
      "10.0.1.10",
      "X-Forwarded-For: 6.6.6.6",
      "x-forwarded-for: 7.7.7.7 , 203.0.113.7",
      "X-Forwarded-For: 198.51.100.3",
    );
    expect(shown(changes)).toEqual([
      "<X-Forwarded-For>: <6.6.6.6>",
      "x-forwarded-for: <7.7.7.7 >, 203.0.113.7",
      "X-Forwarded-For: 198.51.100.3",
    ]);
  });

  it("is no line that a hop sets, and none beside it", () => {
    const real: Hop = { address: "10.0.1.10", tells: { value: "x-real-ip" } };
    const changes = tried(real, "10.0.1.10", "X-Real-IP: 203.0.113.7", "X-Forwarded-For: 6.6.6.6");
    expect(shown(changes)).toEqual(["X-Real-IP: 203.0.113.7", "<X-Forwarded-For>: <6.6.6.6>"]);
    expect(added(changes)).toEqual(["x-forwarded-for"]);
  });

  it("is the answer if a hop did not write what the path says", () => {
    expect(added(tried(nginx, "10.0.1.10", "Host: a"))).toEqual(["x-forwarded-for address"]);
    const both = tried(
      { address: "10.0.1.10", tells: { value: "x-real-ip" } },
      "10.0.1.10",
      "X-Real-IP: 6.6.6.6",
      "X-Real-IP: 203.0.113.7",
    );
    expect(both.lines.map(({ controlled, changes }) => [controlled, changes])).toEqual([
      [true, ["address"]],
      [true, ["address"]],
    ]);
  });

  it("is a refusal if the attacker spoils a line of Forwarded", () => {
    const changes = tried(
      { address: "10.0.1.10", tells: "forwarded" },
      "10.0.1.10",
      "Forwarded: for=6.6.6.6, for=203.0.113.7",
    );
    expect(shown(changes)).toEqual(["Forwarded: <for=6.6.6.6>refusal, for=203.0.113.7"]);
  });

  it("is the host in a line of its own, which spoils that line at most", () => {
    const line = 'for=203.0.113.7;host="shop.example"';
    const ownLine: Hop = { address: "10.0.1.10", tells: { list: "forwarded", ownLine: true } };
    expect(shown(tried(ownLine, "10.0.1.10", `Forwarded: ${line}`))).toEqual([
      'Forwarded: for=203.0.113.7;host="<shop.example>refusal+host"',
    ]);
    const open: Hop = { address: "10.0.1.10", tells: "forwarded" };
    expect(shown(tried(open, "10.0.1.10", `Forwarded: ${line}`))).toEqual([
      'Forwarded: for=203.0.113.7;host="<shop.example>address+refusal+host"',
    ]);
  });

  it("is no secret that was right", () => {
    const secret = { header: "x-edge-secret", value: "long enough to be one" };
    const edge: Hop = {
      name: "edge",
      address: "198.51.100.0/24",
      secret,
      tells: "x-forwarded-for",
    };
    const lines = [`X-Edge-Secret: ${secret.value}`, "X-Forwarded-For: 203.0.113.7"];
    const right = tried(edge, "198.51.100.3", ...lines);
    expect(shown(right)).toEqual([
      `X-Edge-Secret: ${secret.value}`,
      "X-Forwarded-For: 203.0.113.7",
    ]);
    expect(added(right)).toEqual(["x-forwarded-for"]);
    const wrong = tried(edge, "198.51.100.3", "X-Edge-Secret: guessed", "X-Forwarded-For: 6.6.6.6");
    expect(shown(wrong)).toEqual(["<X-Edge-Secret>: <guessed>", "<X-Forwarded-For>: <6.6.6.6>"]);
  });

  it("is no part of the certificate that a sidecar wrote", () => {
    const gateway = "spiffe://a.example/gateway";
    const gatewayHop: Hop = { name: "gateway", identity: gateway, tells: "x-forwarded-for" };
    const sidecar: Hop = { name: "sidecar", address: "127.0.0.6", tells: "nothing", xfcc: "last" };
    const path: Path = [gatewayHop, sidecar];
    const element = `By=spiffe://a.example/app;Hash=${"ab".repeat(32)};URI=${gateway}`;
    const forged = `Hash=${"cd".repeat(32)};URI=spiffe://a.example/other`;
    const changes = tried(
      path,
      "127.0.0.6",
      `X-Forwarded-Client-Cert: ${forged},${element}`,
      "X-Forwarded-For: 6.6.6.6,203.0.113.7",
    );
    expect(shown(changes)).toEqual([
      `X-Forwarded-Client-Cert: <${forged}>,${element}`,
      "X-Forwarded-For: <6.6.6.6>,203.0.113.7",
    ]);
    const only: Path = [gatewayHop, { ...sidecar, xfcc: "only" }];
    const lines = [`X-Forwarded-Client-Cert: ${element}`, "X-Forwarded-For: 203.0.113.7"];
    expect(added(tried(only, "127.0.0.6", ...lines))).toEqual(["x-forwarded-for"]);
  });

  it("is the scheme and the host where no hop of the walk sets their headers", () => {
    const cdn: Hop = {
      name: "cdn",
      address: "198.51.100.0/24",
      tells: "x-forwarded-for",
      proto: "x-forwarded-proto",
      host: { appends: "x-forwarded-host" },
    };
    const lines = [
      "X-Forwarded-For: 203.0.113.7",
      "X-Forwarded-Proto: https",
      "X-Forwarded-Host: forged.example, shop.example",
    ];
    const { lines: proven } = tried(cdn, "198.51.100.3", ...lines);
    expect(proven.map(({ pieces }) => pieces.map(({ controlled }) => controlled))).toEqual([
      [false],
      [false],
      [true, false],
    ]);
  });

  it("is the host that the request itself names, which is never proof", () => {
    const resolver = createResolver([{ name: "dnat", tells: "source-address" }]);
    const rawHeaders = ["Host", "shop.example"];
    const evidence = { peer: "203.0.113.7", rawHeaders, authority: "shop.example" };
    const { lines } = attackerChanges(resolver, evidence);
    expect(lines[0]?.pieces).toEqual([{ from: 0, to: 12, controlled: true, changes: ["host"] }]);
  });

  it("begins with the entry point that was recognized", () => {
    const path: Path = [
      oneOf(
        { name: "cdn", address: "198.51.100.0/24", tells: { value: "cf-connecting-ip" } },
        { name: "office", address: "192.0.2.1", tells: "x-forwarded-for" },
      ),
      nginx,
    ];
    const lines = ["CF-Connecting-IP: 6.6.6.6", "X-Forwarded-For: 203.0.113.7, 192.0.2.1"];
    const changes = tried(path, "10.0.1.10", ...lines);
    expect(changes.resolution.via).toEqual(["office", "nginx"]);
    expect(shown(changes)).toEqual([
      "<CF-Connecting-IP>: <6.6.6.6>",
      "X-Forwarded-For: 203.0.113.7, 192.0.2.1",
    ]);
  });

  it("is no PROXY header of a hop, but one that a client sends instead", () => {
    const header: ProxyHeader = {
      version: 1,
      command: "PROXY",
      family: "INET",
      transport: "STREAM",
      source: { address: "198.51.100.9", port: 4711 },
      tlvs: [],
    };
    const balancer: Hop = { name: "balancer", address: "10.0.0.5", tells: "proxy-protocol" };
    const sent = (peer: string, path: Hop): AttackerChanges =>
      attackerChanges(createResolver(path), { peer, rawHeaders: [], proxyProtocol: header });
    expect(sent("10.0.0.5", balancer).proxyHeaders).toEqual([{ controlled: false, changes: [] }]);
    const any: Hop = { address: "any", tells: "proxy-protocol" };
    expect(sent("203.0.113.7", any).proxyHeaders).toEqual([
      { controlled: true, changes: ["address", "refusal"] },
    ]);
  });

  it("says that it did not try every character of a long request", () => {
    const changes = tried(nginx, "203.0.113.7", `Cookie: ${"a".repeat(5000)}`);
    expect(changes.complete).toBe(false);
    expect(changes.lines[0]?.pieces).toEqual([
      { from: 0, to: 5000, controlled: true, changes: [] },
    ]);
  });

  it("is found in steps, with the same result", () => {
    const resolver = createResolver(nginx);
    const evidence = { peer: "10.0.1.10", rawHeaders: ["X-Forwarded-For", "6.6.6.6, 203.0.113.7"] };
    const tries = tryChanges(resolver, evidence);
    let steps = 0;
    let step = tries.next();
    for (; step.done !== true; step = tries.next()) steps++;
    expect(steps).toBeGreaterThan(1);
    expect(step.value).toEqual(attackerChanges(resolver, evidence));
  });

  it("is all that a client sends through a proxy, whatever that is, and never the answer", () => {
    const client = fc.string({ unit: fc.constantFrom(...CHARACTERS) });
    fc.assert(
      fc.property(client, fc.boolean(), (text, isLine) => {
        const lines = isLine
          ? [`X-Forwarded-For: ${text}`, "X-Forwarded-For: 203.0.113.7"]
          : [`X-Forwarded-For: ${text}, 203.0.113.7`];
        const [first] = tried(nginx, "10.0.1.10", ...lines).lines;
        const controlled = first?.pieces.filter((piece) => piece.controlled) ?? [];
        expect(controlled.reduce((sum, { from, to }) => sum + to - from, 0)).toBe(text.length);
        expect(controlled.flatMap(({ changes }) => changes)).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });
});
