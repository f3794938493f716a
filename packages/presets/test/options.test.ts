import { ClientIpError } from "@client-ip/core";
import { factSheets, presets } from "@client-ip/presets";
import { describe, expect, it } from "vitest";
import { errorOf } from "./error-of.ts";

const ACCOUNT = "istio-system/gw";
const AN_ADDRESS =
  "an address, a range, a name such as 'loopback', a live list, or an array of these";

describe("a preset without options, as a text configuration calls it", () => {
  it.each([
    "nginx",
    "haproxy",
    "apache",
    "caddy",
    "traefik",
    "varnish",
    "squid",
    "iisArr",
    "envoy",
    "klipper",
    "docker",
    "cloudflare",
    "heroku",
  ])("is a hop: %s", (name) => {
    expect(presets[name]?.()).toHaveProperty("tells");
  });

  it.each([
    ["istio", "istio() without gateway"],
    ["linkerd", "linkerd() without address"],
    ["consul", "consul() without gateway"],
    ["cilium", "cilium() without address"],
    ["ingressNginx", "ingressNginx() without address"],
    ["contour", "contour() without address"],
    ["emissary", "emissary() without address"],
    ["envoyGateway", "envoyGateway() without address"],
    ["kong", "kong() without address"],
    ["haproxyIngress", "haproxyIngress() without address"],
    ["snat", "snat() without address"],
    ["tencentClb", "tencentClb() without layer"],
    ["awsAlb", "awsAlb() without address"],
  ])("is an error that names the missing option and shows a call: %s", (name, given) => {
    const error = errorOf(name);
    expect(error.code).toBe("preset-option");
    expect(error.given).toBe(given);
    expect(error.remedy).toBe(
      `Write for example ${factSheets[name]?.example}, or as text '${factSheets[name]?.text}'.`,
    );
  });
});

describe.each(Object.keys(presets))("%s", (name) => {
  it("without options, as text calls it, throws no error but one that helps", () => {
    let thrown: unknown;
    try {
      presets[name]?.();
    } catch (error) {
      thrown = error;
    }
    expect(thrown === undefined || thrown instanceof ClientIpError).toBe(true);
  });

  it.each([
    ["text instead of options, without showing it", "10.0.0.0/24", "text"],
    ["null", null, "null"],
    ["a number, as in Express's `trust proxy`", 1, "1"],
    ["an array of addresses", ["10.0.0.0/24"], "an array"],
    ["a function", () => true, "a function"],
  ])("refuses %s", (_title, options, given) => {
    const error = errorOf(name, options);
    expect(error.code).toBe("preset-option");
    expect(error.given).toBe(`${name}(${given})`);
    expect(error.expected).toBe("one object with options");
    expect(error.remedy).toMatch(/^Write for example .*\.$/);
  });

  it.each(["proxyprotocol", "sendProxy", "proxy_protocol_v2", "send-proxy-v2"])(
    "shows how to write a hop that sends PROXY headers, or its own option, instead of %s",
    (option) => {
      const error = errorOf(name, { [option]: true });
      expect(error.code).toBe("preset-option");
      expect(error.remedy).toMatch(
        /\{ address: '10\.0\.1\.10', tells: 'proxy-protocol' \}|^Write "proxyProtocol"\.$|^Write live: true,/,
      );
    },
  );

  it("refuses an unknown option, and lists the known ones", () => {
    const error = errorOf(name, { adress: "hunter2" });
    expect(error.code).toBe("preset-option");
    expect(error.given).toBe(`${name}({ adress })`);
    expect(error.expected).toMatch(/^one of \w+(, \w+)*$/);
    expect(error.message).not.toContain("hunter2");
  });
});

describe("a value that an option cannot have is an error", () => {
  it.each<[title: string, preset: string, options: object, given: string, expected: string]>([
    [
      "`undefined`, as of an unset environment variable",
      "nginx",
      { address: undefined },
      "nginx({ address: undefined })",
      `address: ${AN_ADDRESS}`,
    ],
    [
      "blank text, as of an empty environment variable",
      "nginx",
      { address: " " },
      'nginx({ address: " " })',
      `address: ${AN_ADDRESS}`,
    ],
    [
      "an empty array of addresses",
      "nginx",
      { address: [] },
      "nginx({ address: an array })",
      `address: ${AN_ADDRESS}`,
    ],
    [
      "an empty address among others",
      "nginx",
      { address: ["10.0.1.0/24", ""] },
      "nginx({ address: an array })",
      `address: ${AN_ADDRESS}`,
    ],
    [
      "a nested array of addresses",
      "nginx",
      { address: [["10.0.1.0/24"]] },
      "nginx({ address: an array })",
      `address: ${AN_ADDRESS}`,
    ],
    [
      "a name that is a number",
      "snat",
      { address: "10.0.0.0/24", name: 5 },
      "snat({ name: 5 })",
      "name: text that is not empty",
    ],
    [
      "the text 'false' for a flag",
      "heroku",
      { required: "false" },
      'heroku({ required: "false" })',
      "required: true or false",
    ],
    [
      "a header that nginx does not write",
      "nginx",
      { header: "forwarded" },
      'nginx({ header: "forwarded" })',
      'header: "x-forwarded-for" or "x-real-ip"',
    ],
    [
      "the `tells` of a hop for a header",
      "nginx",
      { header: { value: "x-real-ip" } },
      "nginx({ header: an object })",
      'header: "x-forwarded-for" or "x-real-ip"',
    ],
    [
      "a header that HAProxy does not write",
      "haproxy",
      { header: "x-real-ip" },
      'haproxy({ header: "x-real-ip" })',
      'header: "x-forwarded-for" or "forwarded"',
    ],
    [
      "a fraction of a hop",
      "envoy",
      { externalAddress: true, trustedHops: 1.5 },
      "envoy({ trustedHops: 1.5 })",
      "trustedHops: a whole number from 0 to 31",
    ],
    [
      "a negative number of hops",
      "envoy",
      { externalAddress: true, trustedHops: -1 },
      "envoy({ trustedHops: -1 })",
      "trustedHops: a whole number from 0 to 31",
    ],
    [
      "more hops than a walk has",
      "istio",
      { gateway: ACCOUNT, mode: "sidecar", numTrustedProxies: 32 },
      "istio({ numTrustedProxies: 32 })",
      "numTrustedProxies: a whole number from 0 to 31",
    ],
    [
      "a number as text",
      "istio",
      { gateway: ACCOUNT, mode: "sidecar", numTrustedProxies: "1" },
      'istio({ numTrustedProxies: "1" })',
      "numTrustedProxies: a whole number from 0 to 31",
    ],
    [
      "Istio's own name of a mode",
      "istio",
      { gateway: ACCOUNT, mode: "REDIRECT" },
      'istio({ mode: "REDIRECT" })',
      'mode: "sidecar" for the interception mode REDIRECT, "tproxy" or "ambient"',
    ],
    [
      "a third value of `xfcc`",
      "istio",
      { gateway: ACCOUNT, mode: "sidecar", xfcc: "first" },
      'istio({ xfcc: "first" })',
      'xfcc: "last" or "only"',
    ],
    [
      "an empty trust domain",
      "istio",
      { gateway: ACCOUNT, mode: "sidecar", trustDomain: "" },
      'istio({ trustDomain: "" })',
      "trustDomain: text that is not empty",
    ],
    [
      "a layer other than 4 and 7",
      "tencentClb",
      { layer: 5, address: "10.0.1.0/24" },
      "tencentClb({ layer: 5 })",
      "layer: 7 for a listener of HTTP or HTTPS, 4 for any other: the balancer's console shows the listener's protocol",
    ],
    [
      "an empty array of identities",
      "cloudflare",
      { identity: [] },
      "cloudflare({ identity: an array })",
      "identity: text that is not empty, or an array of such",
    ],
    [
      "a secret that is text, without showing it",
      "cloudflare",
      { secret: "hunter2" },
      "cloudflare({ secret: (secret) })",
      "secret: { header, value }, or { value }",
    ],
    [
      "an unset secret",
      "cloudflare",
      { secret: undefined },
      "cloudflare({ secret: undefined })",
      "secret: { header, value }, or { value }",
    ],
    [
      "a secret without `value`",
      "cloudflare",
      { secret: { header: "x-origin-secret" } },
      "cloudflare({ secret: (secret) })",
      "secret: { header, value }, or { value }",
    ],
    [
      "a long text, which is cut",
      "haproxy",
      { header: "x".repeat(500) },
      `haproxy({ header: "${"x".repeat(116)}... })`,
      'header: "x-forwarded-for" or "forwarded"',
    ],
  ])("%s", (_title, preset, options, given, expected) => {
    const error = errorOf(preset, options);
    expect({ code: error.code, given: error.given, expected: error.expected }).toEqual({
      code: "preset-option",
      given,
      expected,
    });
    expect(error.message).not.toContain("hunter2");
  });
});
