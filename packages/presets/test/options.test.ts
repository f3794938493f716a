import { ClientIpError } from "@client-ip/core";
import { factSheets, presets } from "@client-ip/presets";
import { describe, expect, test } from "vitest";

/** As JavaScript calls them: with anything. */
function refused(name: string, ...args: readonly unknown[]): ClientIpError {
  const preset = presets[name] as (...given: readonly unknown[]) => unknown;
  try {
    preset(...args);
  } catch (error) {
    if (error instanceof ClientIpError) return error;
    throw error;
  }
  throw new Error(`${name} accepted ${JSON.stringify(args)}`);
}

const account = "istio-system/gw";
const anAddress =
  "an address, a range, a name such as 'loopback', a live list, or an array of these";

describe("called by its bare name, as a text configuration does", () => {
  test.each(["nginx", "haproxy", "envoy", "cloudflare", "heroku"])(
    "%s needs no options",
    (name) => {
      expect(presets[name]?.()).toHaveProperty("tells");
    },
  );

  test.each([
    ["istio", "istio() without gateway"],
    ["snat", "snat() without address"],
    ["tencentClb", "tencentClb() without layer"],
    ["awsAlb", "awsAlb() without address"],
  ])("%s says which option it needs and how to write it", (name, given) => {
    const error = refused(name);
    expect(error.code).toBe("preset-option");
    expect(error.given).toBe(given);
    expect(error.remedy).toBe(
      `Write for example ${factSheets[name]?.example}. A text configuration has no options: give it the hops as JSON instead.`,
    );
  });
});

describe.each(Object.keys(presets))("%s", (name) => {
  test.each([
    ["a text in place of the options, which might be a secret", "10.0.0.0/24", "text"],
    ["null", null, "null"],
    ["a number, such as express's own setting", 1, "1"],
    ["an array of addresses", ["10.0.0.0/24"], "an array"],
    ["a function", () => true, "a function"],
  ])("refuses %s", (_why, options, given) => {
    const error = refused(name, options);
    expect(error.code).toBe("preset-option");
    expect(error.given).toBe(`${name}(${given})`);
    expect(error.expected).toBe("one object with options");
    expect(error.remedy).toMatch(/^Write for example .*\.$/);
  });

  test.each(["proxyProtocol", "sendProxy", "proxy_protocol_v2", "send-proxy-v2"])(
    "says how to write a hop that sends PROXY headers: not with %s",
    (option) => {
      const error = refused(name, { [option]: true });
      expect(error.code).toBe("preset-option");
      expect(error.remedy).toContain("{ address: '10.0.1.10', tells: 'proxy-protocol' }");
    },
  );

  test("refuses an option that it does not know, and lists those that it does", () => {
    const error = refused(name, { adress: "hunter2" });
    expect(error.code).toBe("preset-option");
    expect(error.given).toBe(`${name}({ adress })`);
    expect(error.expected).toMatch(/^one of \w+(, \w+)*$/);
    expect(error.message).not.toContain("hunter2");
  });
});

describe("a value that an option cannot have", () => {
  test.each<[why: string, preset: string, options: object, given: string, expected: string]>([
    [
      "an unset environment variable is not the default",
      "nginx",
      { address: undefined },
      "nginx({ address: undefined })",
      `address: ${anAddress}`,
    ],
    [
      "an empty environment variable neither",
      "nginx",
      { address: " " },
      'nginx({ address: " " })',
      `address: ${anAddress}`,
    ],
    [
      "no address at all would match nobody",
      "snat",
      { address: [] },
      "snat({ address: an array })",
      `address: ${anAddress}`,
    ],
    [
      "one empty address among others",
      "awsAlb",
      { address: ["10.0.1.0/24", ""] },
      "awsAlb({ address: an array })",
      `address: ${anAddress}`,
    ],
    [
      "nested arrays are for hops",
      "awsAlb",
      { address: [["10.0.1.0/24"]] },
      "awsAlb({ address: an array })",
      `address: ${anAddress}`,
    ],
    [
      "a name is text",
      "snat",
      { address: "10.0.0.0/24", name: 5 },
      "snat({ name: 5 })",
      "name: text that is not empty",
    ],
    [
      "'false' is a text, and true",
      "heroku",
      { required: "false" },
      'heroku({ required: "false" })',
      "required: true or false",
    ],
    [
      "nginx writes no Forwarded",
      "nginx",
      { header: "forwarded" },
      'nginx({ header: "forwarded" })',
      'header: "x-forwarded-for" or "x-real-ip"',
    ],
    [
      "what the hop tells is no option",
      "nginx",
      { header: { value: "x-real-ip" } },
      "nginx({ header: an object })",
      'header: "x-forwarded-for" or "x-real-ip"',
    ],
    [
      "HAProxy sets no X-Real-IP by an option",
      "haproxy",
      { header: "x-real-ip" },
      'haproxy({ header: "x-real-ip" })',
      'header: "x-forwarded-for" or "forwarded"',
    ],
    [
      "hops are counted in whole numbers",
      "envoy",
      { externalAddress: true, trustedHops: 1.5 },
      "envoy({ trustedHops: 1.5 })",
      "trustedHops: a whole number from 0 to 31",
    ],
    [
      "no fewer than none",
      "envoy",
      { externalAddress: true, trustedHops: -1 },
      "envoy({ trustedHops: -1 })",
      "trustedHops: a whole number from 0 to 31",
    ],
    [
      "no more than a walk can go",
      "istio",
      { gateway: account, mode: "sidecar", numTrustedProxies: 32 },
      "istio({ numTrustedProxies: 32 })",
      "numTrustedProxies: a whole number from 0 to 31",
    ],
    [
      "a number in a text is no number",
      "istio",
      { gateway: account, mode: "sidecar", numTrustedProxies: "1" },
      'istio({ numTrustedProxies: "1" })',
      "numTrustedProxies: a whole number from 0 to 31",
    ],
    [
      "REDIRECT is Istio's word, not ours",
      "istio",
      { gateway: account, mode: "REDIRECT" },
      'istio({ mode: "REDIRECT" })',
      'mode: "sidecar" or "tproxy"',
    ],
    [
      "xfcc has no third way",
      "istio",
      { gateway: account, mode: "sidecar", xfcc: "first" },
      'istio({ xfcc: "first" })',
      'xfcc: "last" or "only"',
    ],
    [
      "a trust domain is not empty",
      "istio",
      { gateway: account, mode: "sidecar", trustDomain: "" },
      'istio({ trustDomain: "" })',
      "trustDomain: text that is not empty",
    ],
    [
      "a listener is of layer 4 or 7",
      "tencentClb",
      { layer: 5, address: "10.0.1.0/24" },
      "tencentClb({ layer: 5 })",
      "layer: 7 or 4",
    ],
    [
      "an identity is text",
      "cloudflare",
      { identity: [] },
      "cloudflare({ identity: an array })",
      "identity: text that is not empty, or an array of such",
    ],
    [
      "a secret is never shown, also where it is wrong",
      "cloudflare",
      { secret: "hunter2" },
      "cloudflare({ secret: (secret) })",
      "secret: { header, value }",
    ],
    [
      "an unset secret must not become no secret",
      "cloudflare",
      { secret: undefined },
      "cloudflare({ secret: undefined })",
      "secret: { header, value }",
    ],
    [
      "a secret without its header",
      "cloudflare",
      { secret: { value: "hunter2" } },
      "cloudflare({ secret: (secret) })",
      "secret: { header, value }",
    ],
    [
      "a secret without its value",
      "cloudflare",
      { secret: { header: "x-origin-secret" } },
      "cloudflare({ secret: (secret) })",
      "secret: { header, value }",
    ],
    [
      "long values are cut short",
      "haproxy",
      { header: "x".repeat(500) },
      `haproxy({ header: "${"x".repeat(116)}... })`,
      'header: "x-forwarded-for" or "forwarded"',
    ],
  ])("%s", (_why, preset, options, given, expected) => {
    const error = refused(preset, options);
    expect({ code: error.code, given: error.given, expected: error.expected }).toEqual({
      code: "preset-option",
      given,
      expected,
    });
    expect(error.message).not.toContain("hunter2");
  });
});

describe("the gateway of istio", () => {
  test.each([
    ["a name without its namespace", "istio-ingressgateway"],
    ["a namespace alone", "istio-system/"],
    ["three parts", "cluster.local/istio-system/gw"],
    ["a principal as AuthorizationPolicy writes it", "cluster.local/ns/istio-system/sa/gw"],
    ["capital letters, which Kubernetes has not", "istio-system/GW"],
    ["a blank at the end", "istio-system/gw "],
    ["a list of none", []],
    ["one wrong among right ones", [account, "gw"]],
    ["a number", 5],
  ])("is not %s", (_why, gateway) => {
    const error = refused("istio", { gateway, mode: "sidecar" });
    expect(error.code).toBe("preset-option");
    expect(error.expected).toContain("'namespace/service-account'");
  });
});

describe("options that do not go together", () => {
  test.each<[why: string, preset: string, options: object, given: string, remedy: RegExp]>([
    [
      "trustedHops counts for x-envoy-external-address alone",
      "envoy",
      { trustedHops: 1 },
      "envoy({ trustedHops }) without externalAddress",
      /hops in front of envoy\(\)/,
    ],
    [
      "a TPROXY gateway is known by its address too",
      "istio",
      { gateway: account, mode: "tproxy" },
      "istio() without gatewayAddress",
      /gatewayAddress: '10\.244\.0\.0\/24'/,
    ],
    [
      "behind REDIRECT nobody sees the gateway's address",
      "istio",
      { gateway: account, mode: "sidecar", gatewayAddress: "10.244.0.0/24" },
      "istio({ gatewayAddress })",
      /mode: 'sidecar'/,
    ],
    [
      "on layer 7 the balancer must be told from a client",
      "tencentClb",
      { layer: 7 },
      "tencentClb() without address",
      /layer: 7, address/,
    ],
    [
      "layer 7 sends no PROXY",
      "tencentClb",
      { layer: 7, proxyProtocol: true, address: "10.0.1.0/24" },
      "tencentClb({ proxyProtocol })",
      /layer: 7, address/,
    ],
    [
      "on layer 4 the peer is the client: an address would mean another set-up",
      "tencentClb",
      { layer: 4, address: "10.0.1.0/24" },
      "tencentClb({ address })",
      /tencentClb\(\{ layer: 4 \}\)/,
    ],
    [
      "a PROXY sender must be told from a client",
      "tencentClb",
      { layer: 4, proxyProtocol: true },
      "tencentClb() without address",
      /proxyProtocol: true, address/,
    ],
    [
      "a PROXY switch that is no switch",
      "tencentClb",
      { layer: 4, proxyProtocol: "v2", address: "10.0.1.0/24" },
      'tencentClb({ proxyProtocol: "v2" })',
      /proxyProtocol: true/,
    ],
    [
      "the peer is cloudflared or Cloudflare, not both",
      "cloudflare",
      { tunnel: "loopback", address: "198.51.100.0/24" },
      "cloudflare({ tunnel, address })",
      /cloudflared/,
    ],
  ])("%s", (_why, preset, options, given, remedy) => {
    const error = refused(preset, options);
    expect(error.code).toBe("preset-option");
    expect(error.given).toBe(given);
    expect(error.remedy).toMatch(remedy);
  });
});
