import { describe, expect, it } from "vitest";
import { raw } from "../support/ask.ts";
import { forwardedCause } from "../../src/headers/causes.ts";
import { ForwardedLines } from "../../src/headers/reader.ts";
import { createResolver } from "../../src/index.ts";
import type { Hop, Tells } from "../../src/index.ts";

const name = "x-forwarded-for";
const explained = (tells: Tells, value: string, options = {}) => {
  const hop: Hop = { name: "proxy", address: "10.0.0.1", tells };
  const header = typeof tells === "object" && "value" in tells ? tells.value : name;
  return createResolver(hop, options).explain(raw("10.0.0.1", { [header]: value }));
};

describe("list-format: explain names the option", () => {
  it.each<[Tells, string, string]>([
    [{ list: name, format: "ip" }, "203.0.113.7:80", "clientPort: true"],
    [{ list: name, format: "ip" }, "[2001:db8::7]", 'format: "ip:port"'],
    [{ list: name, format: "ip:port" }, "203.0.113.7", "clientPort"],
    [{ list: name, format: "ip:port" }, "2001:db8::7:4194", "IPv6 in brackets"],
    [{ value: "x-real-ip", format: "ip" }, "203.0.113.7:80", 'format: "ip:port"'],
    [name, "::ffff:c633:6404:4194", "with and without a port"],
  ])("list-format: %j, %s", (tells, element, words) => {
    const { steps } = explained(tells, element);
    expect(steps.at(-1)?.cause).toContain(words);
    expect(String(explained(tells, element))).toContain(`(${steps.at(-1)?.cause})`);
  });

  it.each(["junk", "", "unknown", "x".repeat(4_097)])(
    "list-format: nothing to say of %j",
    (element) => {
      for (const format of ["ip", "ip:port"] as const) {
        expect(explained({ list: name, format }, element).steps.at(-1)).not.toHaveProperty("cause");
      }
    },
  );
});

describe("forwarded-unquoted: explain", () => {
  const unquoted = "a parameter such as host stands without quotes";
  const bare = "an IPv6 address stands without quotes or brackets";

  it.each<[string, string[]]>([
    ["for=2001:db8::1;host=a", [unquoted, bare]],
    ["for=192.0.2.1;host=a", [unquoted]],
    ["for=2001:db8::1", [bare]],
  ])("forwarded-unquoted: of %s it says all causes", (value, causes) => {
    const hop: Hop = { address: "10.0.0.1", tells: "forwarded" };
    const { steps } = createResolver(hop).explain(raw("10.0.0.1", { Forwarded: value }));
    const said = steps
      .at(-1)
      ?.cause?.split("; ")
      .map((cause) => cause.split(/[,:]/)[0]);
    expect(said).toEqual(causes);
  });
});

describe("forwarded-unquoted: the cause of an element", () => {
  const strict = { unquoted: false, hostChecked: false, ownLine: false };
  const several = "ownLine: true allows one element in the last line";
  const parameter = "a parameter such as host stands without quotes";

  it.each<[string, string, Partial<typeof strict>, string | undefined]>([
    ["for=a", "for=b, for=a", { ownLine: true }, several],
    ["for=a", "for=b, for=a", {}, undefined],
    ['for=a;host="b,c"', 'for=a;host="b,c"', { ownLine: true }, undefined],
    ['by="";host="b,c"', 'by="";host="b,c"', { ownLine: true }, undefined],
    [String.raw`host="b\",c"`, String.raw`host="b\",c"`, { ownLine: true }, undefined],
    ["for=a;host=b", "for=a;host=b", { ownLine: true }, parameter],
    ["for=a;host=b", "for=a;host=b", { hostChecked: true }, undefined],
    ["for=a", "for=a;host=b, for=a", {}, parameter],
    ["for=2001:db8::1", "for=2001:db8::1", { unquoted: true }, undefined],
    [" for=2001:db8::1 ", " for=2001:db8::1 ", {}, "an IPv6 address stands without"],
    ["for=_a:b:c", "for=_a:b:c", {}, undefined],
    ["for=2001:db8::1;x", "for=2001:db8::1;x", {}, undefined],
    ["for=a", "for=a", {}, undefined],
  ])("forwarded-unquoted: of %j in the line %j with %j is %j", (element, line, form, cause) => {
    const lines = Object.assign(new ForwardedLines(), { line });
    const said = forwardedCause(element, lines, { ...strict, ...form });
    expect(said?.slice(0, cause?.length)).toBe(cause);
  });
});

describe("reserved-is-no-client: explain", () => {
  it("reserved-is-no-client: names the option, at the step that reported the address", () => {
    const { steps } = explained(name, "240.1.2.3");
    expect(steps.at(-1)).toMatchObject({ event: "reported", element: "240.1.2.3" });
    expect(steps.at(-1)?.cause).toContain('reserved: ["240.10.0.0/16"]');
    expect(String(createResolver("direct").explain(raw("240.1.2.3")))).toContain("reserved: [");
  });

  it("reserved-is-no-client: names Pseudo IPv4", () => {
    const options = { reserved: "240.0.0.0/4" };
    const text = String(explained({ value: "cf-connecting-ip" }, "240.1.2.3", options));
    expect(text).toContain("Pseudo IPv4");
    expect(text).toContain("CF-Connecting-IPv6");
  });

  it("reserved-is-no-client: says nothing where a hop there has sent what cannot be read", () => {
    const hop: Hop = { address: "240.10.0.1", tells: "x-forwarded-for" };
    const text = createResolver(hop).explain(raw("240.10.0.1", { "X-Forwarded-For": "junk" }));
    expect(String(text)).not.toContain("reserved");
  });

  it("reserved-is-no-client: says nothing of other addresses", () => {
    expect(explained(name, "127.0.0.1").steps.at(-1)).not.toHaveProperty("cause");
    expect(explained(name, "0.0.0.0").steps.at(-1)).not.toHaveProperty("cause");
    expect(String(createResolver("direct").explain(raw("ff02::1")))).not.toContain("reserved");
    const { resolution, steps } = explained(name, "240.1.2.3", { reserved: "240.0.0.0/4" });
    expect(resolution.ip).toBe("240.1.2.3");
    expect(steps.at(-1)).not.toHaveProperty("cause");
  });
});
