import { type Config, createResolver } from "@client-ip/core";
import { apache, caddy, iisArr, nginx, presets, squid, traefik, varnish } from "@client-ip/presets";
import { describe, expect, it } from "vitest";
import { errorOf } from "../error-of.ts";

const LOCAL = ["loopback", "unix"];
const LIST = "x-forwarded-for";
const SETS = { proto: "x-forwarded-proto", host: "x-forwarded-host" };
const client = "203.0.113.7";

describe("a proxy of your own", () => {
  it.each<[title: string, result: unknown, plain: unknown]>([
    [
      "Apache appends to X-Forwarded-Host too",
      apache(),
      { name: "apache", address: LOCAL, tells: LIST, host: { appends: "x-forwarded-host" } },
    ],
    [
      "Caddy sets the scheme and the host",
      caddy(),
      { name: "caddy", address: LOCAL, tells: LIST, ...SETS },
    ],
    [
      "Caddy that trusts the proxy in front of it passes the scheme on, if you say so",
      caddy({ proto: { passes: "x-forwarded-proto" } }),
      {
        name: "caddy",
        address: LOCAL,
        tells: LIST,
        ...SETS,
        proto: { passes: "x-forwarded-proto" },
      },
    ],
    [
      "Traefik on this host connects over TCP alone",
      traefik(),
      { name: "traefik", address: "loopback", tells: LIST, ...SETS },
    ],
    [
      "Traefik's only header may be written",
      traefik({ header: "x-forwarded-for", address: "10.42.0.0/16" }),
      { name: "traefik", address: "10.42.0.0/16", tells: LIST, ...SETS },
    ],
    ["Varnish appends by itself", varnish(), { name: "varnish", address: LOCAL, tells: LIST }],
    [
      "Varnish with a VCL that sets X-Real-IP",
      varnish({ header: "x-real-ip" }),
      { name: "varnish", address: LOCAL, tells: { value: "x-real-ip" } },
    ],
    ["Squid appends", squid(), { name: "squid", address: "loopback", tells: LIST }],
    [
      "ARR writes ports by default, as IIS does",
      iisArr(),
      { name: "iisArr", address: "loopback", tells: { list: LIST, format: "ip:port" } },
    ],
    [
      "ARR without ports, on another machine",
      iisArr({ includePort: false, address: "10.0.1.4" }),
      { name: "iisArr", address: "10.0.1.4", tells: { list: LIST, format: "ip" } },
    ],
    [
      "iisnode connects over a named pipe, and its own list is never read",
      iisArr({ iisnode: true }),
      {
        name: "iisArr",
        address: "unix",
        tells: { value: "x-iisnode-remote_addr", format: "ip" },
      },
    ],
    [
      "a secret without a header has the usual one",
      nginx({ address: "10.0.1.10", secret: { value: "a long random text" } }),
      {
        name: "nginx",
        address: "10.0.1.10",
        tells: LIST,
        secret: { header: "x-origin-secret", value: "a long random text" },
      },
    ],
  ])("%s", (_title, result, plain) => {
    expect(result).toStrictEqual(plain);
    expect(JSON.parse(JSON.stringify(result))).toStrictEqual(plain);
  });

  it.each([
    ["apache", apache],
    ["caddy", caddy],
    ["traefik", traefik],
    ["varnish", varnish],
  ])("can be proven by a secret: %s", (_name, preset) => {
    const secret = { header: "x-secret", value: "a long random text" };
    expect(preset({ address: "10.0.1.10", secret })).toMatchObject({ secret });
  });
});

describe("a header that clients can forge is refused, and the better one named", () => {
  it("X-Real-IP behind Traefik", () => {
    const error = errorOf("traefik", { header: "x-real-ip" });
    expect(error.code).toBe("preset-option");
    expect(error.expected).toMatch(/^header: "x-forwarded-for": .*X-Real-IP that a client sends/);
  });

  it("the list of iisnode", () => {
    const error = errorOf("iisArr", { iisnode: true, includePort: false });
    expect(error.given).toBe("iisArr({ iisnode, includePort })");
    expect(error.remedy).toContain('promoteServerVars="REMOTE_ADDR"');
  });
});

describe("the answer behind", () => {
  it.each<[title: string, config: Config, peer: string, headers: string[], ip?: string]>([
    [
      "ARR over IPv6, by name",
      iisArr(),
      "127.0.0.1",
      ["X-Forwarded-For", "6.6.6.6:1, [2001:db8::7]:38792"],
      "2001:db8::7",
    ],
    [
      "ARR that was said to write ports and does not",
      iisArr(),
      "127.0.0.1",
      ["X-Forwarded-For", client],
    ],
    [
      "iisnode, with a list whose end looks like the client",
      iisArr({ iisnode: true }),
      "unix",
      ["X-Forwarded-For", "203.0.113.7", "X-iisnode-REMOTE_ADDR", "3.0.113.7"],
      "3.0.113.7",
    ],
    [
      "iisnode, with its own header forged",
      iisArr({ iisnode: true }),
      "unix",
      ["X-iisnode-REMOTE_ADDR", "6.6.6.6", "X-iisnode-REMOTE_ADDR", client],
    ],
    [
      "Traefik, whose X-Real-Ip is the client's own text",
      traefik({ address: "10.42.0.8" }),
      "10.42.0.8",
      ["X-Forwarded-For", client, "X-Real-Ip", "6.6.6.6"],
      client,
    ],
    [
      "Caddy that does not trust the proxy in front of it",
      [nginx({ address: "10.0.1.9" }), caddy()],
      "127.0.0.1",
      ["X-Forwarded-For", "10.0.1.9"],
    ],
    ["Squid with forwarded_for off", squid(), "127.0.0.1", ["X-Forwarded-For", "6.6.6.6, unknown"]],
  ])("%s", (_title, config, peer, rawHeaders, ip) => {
    expect(createResolver(config, { presets }).resolve({ peer, rawHeaders }).ip).toBe(ip);
  });
});
