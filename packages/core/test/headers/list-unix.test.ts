import { describe, expect, it } from "vitest";
import { ask, raw } from "../support/ask.ts";
import { createResolver, oneOf } from "../../src/index.ts";
import type { Config, Hop } from "../../src/index.ts";

const CLIENT = "203.0.113.7";
const tells = "x-forwarded-for" as const;
const nginx: Hop = { name: "nginx", address: "10.0.0.1", tells };
const edge: Hop = { name: "edge", address: "unix", tells };
const told = (config: Config, list: string, peer = "10.0.0.1") =>
  ask(config, peer, { "X-Forwarded-For": list });
const hidden = { ip: undefined, status: "hidden" };

describe("unix-in-a-list: `unix:`, as nginx writes it for a peer at a unix socket", () => {
  it("unix-in-a-list: is the next outer hop, if that is known by a unix socket alone", () => {
    for (const path of [
      [edge, nginx],
      [{ ...edge, address: ["unix"] }, nginx],
    ]) {
      expect(told(path, `${CLIENT}, unix:`)).toMatchObject({
        ip: CLIENT,
        status: "resolved",
        proof: "address",
        source: tells,
        via: ["edge", "nginx"],
      });
    }
    const google: Hop = { ...nginx, tells: { list: tells, appends: 2 } };
    expect(told([edge, google], `${CLIENT}, unix:, 10.0.0.9`).ip).toBe(CLIENT);
    expect(told([edge, google], `${CLIENT}, 10.0.0.9, unix:`).status).toBe("malformed");
  });

  it.each<[string, Config]>([
    ["no hop is outside", nginx],
    ["an address besides", [{ ...edge, address: ["unix", "10.0.0.9"] }, nginx]],
    ["any besides", [{ ...edge, address: ["unix", "any"] }, nginx]],
    ["the sidecar besides", [{ ...edge, address: ["unix", "::1"] }, nginx]],
    ["an address alone", [{ ...edge, address: "10.0.0.9" }, nginx]],
    ["a secret alone", [{ ...edge, address: "any", secret: { header: "X-S", value: "a" } }, nginx]],
    ["several entry points", [oneOf(edge, { ...edge, address: "10.0.0.9" }), nginx]],
    ["repeated inside", [edge, { ...nginx, repeat: true }]],
    ["repeated outside", [{ ...edge, repeat: true }, nginx]],
  ])("unix-in-a-list: hides the peer where it is not: %s", (_why, path) => {
    expect(told(path, `${CLIENT}, unix:`)).toMatchObject(hidden);
    const text = String(
      createResolver(path).explain(raw("10.0.0.1", { "X-Forwarded-For": `${CLIENT}, unix:` })),
    );
    expect(text).toContain("exactly 'unix'");
  });

  it.each(["UNIX:", "Unix:", "unix", "unix:/run/a.sock", "unix:80"])(
    "unix-in-a-list: %s is malformed",
    (word) => {
      expect(told([edge, nginx], `${CLIENT}, ${word}`).status).toBe("malformed");
    },
  );

  it("unix-in-a-list: only in a list", () => {
    const value: Hop = { ...nginx, tells: { value: "x-real-ip" } };
    expect(ask(value, "10.0.0.1", { "X-Real-IP": "unix:" }).status).toBe("malformed");
    const forwarded: Hop = { ...nginx, tells: "forwarded" };
    expect(ask(forwarded, "10.0.0.1", { Forwarded: "for=unix:" }).status).toBe("malformed");
  });

  it("loopback-told-locally: a unix socket is on the machine of the hop that reported it", () => {
    const local: Hop = { ...nginx, address: "loopback" };
    expect(told([edge, local], "127.0.0.1, unix:", "127.0.0.1").ip).toBe("127.0.0.1");
    expect(told([edge, nginx], "127.0.0.1, unix:").status).toBe("malformed");
    expect(told(edge, "127.0.0.1", "unix").ip).toBe("127.0.0.1");
  });

  it("unproven-proxy: a walk that ends at the socket of a hop whose proof failed", () => {
    const proven: Hop = { ...edge, secret: { header: "X-S", value: "a" } };
    expect(told([proven, nginx], `${CLIENT}, unix:`).status).toBe("unproven");
  });
});
