import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseConfig } from "../../src/config/parse-config.ts";
import { ClientIpError, type Hop, type Names, type Presets } from "../../src/index.ts";

/** A preset that shows its options, and that of another name. */
function shown(name: string): (options?: object) => Hop {
  return (options) => ({ name, tells: "nothing", ...(options && { options }) });
}

const presets: Presets = {
  cloudflare: shown("cloudflare"),
  cloudflareTunnel: shown("cloudflareTunnel"),
  awsAlb: shown("awsAlb"),
  nginx: shown("nginx"),
  istio: () => [shown("gateway")(), shown("sidecar")()],
};
const env = {
  ORIGIN_SECRET: "correct horse battery",
  CA: "-----BEGIN CERTIFICATE-----\n",
  EMPTY: "",
  BLANK: " x",
  ENDED: "x\n",
  ARROW: "a > b, c=d env:CA",
  BOTH: "a b",
  A: "a",
  GATEWAY: "spiffe://cluster.local/ns/edge/sa/gateway",
};
const knownWords = {
  k8s: "Write the name of your ingress.",
  "nginx-ingress": "Write the name of your ingress.",
  alb: `Write 'aws-alb 10.0.1.0/24' or JSON '{ "address": "10.0.1.0/24" }'.`,
  aws: "Write the name of the product.",
};
const names: Names = { presets, env, knownWords };

function refused(text: string): ClientIpError {
  try {
    parseConfig(text, names);
  } catch (error) {
    if (error instanceof ClientIpError) return error;
    throw error;
  }
  throw new Error(`not refused: ${text}`);
}

const hop = (name: string, options?: object): object => ({
  name,
  tells: "nothing",
  ...(options && { options }),
});
const secret = { value: env.ORIGIN_SECRET };

describe("hops-by-name: a text with the names of hops", () => {
  it.each<[text: string, path: unknown, why: string]>([
    ["nginx", [hop("nginx")], "one name alone"],
    ["aws-alb", [hop("awsAlb")], "kebab case"],
    ["awsAlb", [hop("awsAlb")], "camel case"],
    ["nginx 10.0.0.1", [hop("nginx", { address: "10.0.0.1" })], "one address"],
    ["nginx any", [hop("nginx", { address: "any" })], "any address"],
    ["nginx invoker", [hop("nginx", { address: "invoker" })], "no address"],
    [
      "aws-alb 10.0.1.0/24, 10.0.2.0/24 ,fd00::/64",
      [hop("awsAlb", { address: ["10.0.1.0/24", "10.0.2.0/24", "fd00::/64"] })],
      "several ranges",
    ],
    ["nginx required=true", [hop("nginx", { required: true })], "a truth value"],
    ["nginx header=x-real-ip", [hop("nginx", { header: "x-real-ip" })], "an option"],
    [
      "aws-alb 10.0.1.0/24 client-port required=false layer=7",
      [hop("awsAlb", { address: "10.0.1.0/24", clientPort: true, required: false, layer: 7 })],
      "flags, numbers and false",
    ],
    [
      "nginx required x=y layer=7",
      [hop("nginx", { required: true, x: "y", layer: 7 })],
      "several options without a range",
    ],
    ["nginx a=1x b=x1", [hop("nginx", { a: "1x", b: "x1" })], "text with a digit at an end"],
    ["nginx x=a=b", [hop("nginx", { x: "a=b" })], "an equals sign in a value"],
    ["nginx x=myenv:A", [hop("nginx", { x: "myenv:A" })], "a value that ends like a reference"],
    ["nginx istio=a", [hop("nginx", { istio: "a" })], "an option that is called like a hop"],
    ["nginx clientPort", [hop("nginx", { clientPort: true })], "an option in camel case"],
    ["cloudflare secret=env:ORIGIN_SECRET", [hop("cloudflare", { secret })], "a secret"],
    [
      "cloudflare secret=X-Mine:env:ORIGIN_SECRET",
      [hop("cloudflare", { secret: { header: "X-Mine", ...secret } })],
      "a secret in a header of its own",
    ],
    ["nginx ca=env:CA", [hop("nginx", { ca: env.CA.trim() })], "a certificate, which is a file"],
    ["nginx gateway=env:GATEWAY", [hop("nginx", { gateway: env.GATEWAY })], "another option"],
    [
      "cloudflare secret=env:ARROW > nginx > app",
      [hop("cloudflare", { secret: { value: env.ARROW } }), hop("nginx")],
      "a value that is not parsed again",
    ],
    [
      "cloudflare secret=env:ORIGIN_SECRET > aws-alb 10.0.1.0/24, 10.0.2.0/24 > nginx > app",
      [
        hop("cloudflare", { secret }),
        hop("awsAlb", { address: ["10.0.1.0/24", "10.0.2.0/24"] }),
        hop("nginx"),
      ],
      "several hops",
    ],
    ["nginx>app", [hop("nginx")], "no blanks"],
    ["nginx\t>\n  app", [hop("nginx")], "other white space"],
    ["istio > app", [[hop("gateway"), hop("sidecar")]], "a preset of two hops"],
    ["nginx x", [hop("nginx", { x: true })], "an option of one letter"],
    ["cloudflare secret=env:A", [hop("cloudflare", { secret: { value: "a" } })], "a variable, too"],
    ["nginx __proto__", [hop("nginx", JSON.parse('{"__proto__":true}') as object)], "an odd name"],
  ])("%s is %j (%s)", (text, path) => {
    expect(parseConfig(text, names)).toStrictEqual({ kind: "path", path, text });
  });

  it.each<[text: string, given: RegExp | string, remedy: RegExp | string]>([
    ["nginx > ", "hops that end in '>'", "quote the whole text"],
    ["nginx 10.0.0.1 ", '"nginx 10.0.0.1 "', "write 'nginx 10.0.0.1'"],
    [" nginx required", '" nginx required"', "Check the spelling"],
    ["nginx >", "hops that end in '>'", "quote the whole text"],
    ["cloudflare secret=env:ORIGIN_SECRET > aws-alb", 'hops that end in "aws-alb"', "'… > app'"],
    ["cloudflare > nginx 10.0.0.1", 'end in "nginx 10.0.0.1"', "'… > app'"],
    ["nginx > app 10.0.0.1", 'end in "app 10.0.0.1"', "'… > app'"],
    ["nginx > App", 'end in "App"', "'… > app'"],
    ["nginx > ap p", 'end in "ap p"', "'… > app'"],
    ["nginx > secret=hunter2", 'end in "secret=…"', "'… > app'"],
    ["> app", "no hop", "on each side of '>'"],
    ["nginx > > app", "no hop", "on each side of '>'"],
    ["nginx > , > app", '","', "on each side of '>'"],
    ["10.0.0.0/8, ::1 > app", '"10.0.0.0/8"', "'nginx 10.0.0.0/8, ::1'"],
    ["nginx > loopback > app", '"loopback"', "'nginx loopback'"],
    ["direct > app", '"direct"', "Write 'direct' alone"],
    ["traefic > app", '"traefic"', "docs/hops.md"],
    ["constructor > app", '"constructor"', "docs/hops.md"],
    ["ngnix 10.0.0.1 > app", '"ngnix"', "Write 'nginx 10.0.0.1'."],
    ["ngnix 10.0.0.1 required > app", '"ngnix"', "Write 'nginx'."],
    ["ngnix 10.0.0.1", '"ngnix 10.0.0.1"', `Write 'nginx' in place of "ngnix".`],
    ["cloudfare secret=hunter2", '"cloudfare secret=…"', "Write 'cloudflare' in place of"],
    ["k8s > nginx > app", '"k8s"', "the name of your ingress"],
    ["k8s", '"k8s"', "the name of your ingress"],
    ["K8s", '"K8s"', "the name of your ingress"],
    ["w7z", '"w7z"', "Check the spelling"],
    ["alb 10.9.0.0/24, 10.9.1.0/24", '"alb 10.9', "'aws-alb 10.9.0.0/24, 10.9.1.0/24' or JSON"],
    [
      "alb 10.9.0.0/24 > app",
      '"alb"',
      `'aws-alb 10.9.0.0/24' or JSON '{ "address": "10.9.0.0/24" }'`,
    ],
    ["alb 10.9.0.0/24 required", '"alb 10.9.0.0/24 required"', "'aws-alb 10.9.0.0/24'"],
    ["alb ::1, ::2 > app", '"alb"', `'aws-alb ::1, ::2' or JSON '{ "address": "10.0.1.0/24" }'`],
    ["aws alb ::1", '"aws alb ::1"', "Write 'aws-alb ::1'."],
    ["cloudflare tunnel ::1 > app", '"cloudflare-tunnel"', "Write 'cloudflare-tunnel ::1'."],
    ["nginx | app", "another sign between hops", "side first: 'nginx > app'."],
    ["nginx ::1 + aws-alb required", "another sign", "'nginx ::1 > aws-alb … > app'."],
    ["nginx | k8s secret=hunter2", "another sign", "Write '>' between hops: 'nginx >"],
    [
      "aws-alb balancer=::1, ::2 > app",
      "several ranges behind balancer=",
      '{"preset":"aws-alb","balancer":["::1","::2"]}',
    ],
    [
      "aws-alb balancer-ip=::1 10.0.0.1 required",
      "several ranges behind balancer-ip=",
      '{"preset":"aws-alb","balancerIp":["::1","10.0.0.1"]}',
    ],
    ["nginx secret=10.0.0.1, ::1", "a comma beside", "write 'nginx ::1'"],
    ["cloudflare, nginx", "a comma beside", "'cloudflare > nginx > app'"],
    ["nginx,cloudflare > app", "a comma beside", "'nginx > cloudflare > app'"],
    ["nginx,10.0.0.0/8", "a comma beside", "addresses of nginx, write 'nginx 10.0.0.0/8'."],
    ["cloudflare, 10.0.0.0/8", "a comma beside", "'cloudflare > NAME 10.0.0.0/8 > app'"],
    ["loopback, private, cloudflare", '"loopback, private', "cloudflare > NAME loopback, private"],
    ["cloudflare, nginx, ::1", "a comma", "its own ranges: 'cloudflare > nginx > NAME ::1 > app'"],
    ["nginx 10.0.0.0/8, > app", "a comma beside", "write 'nginx 10.0.0.0/8'"],
    ["nginx required, name=a", "a comma beside", "'nginx > app'"],
    ["nginx 10.0.0.1 10.0.0.2", '"10.0.0.2" apart', "'nginx 10.0.0.1, 10.0.0.2'"],
    ["nginx required 10.0.0.2", '"10.0.0.2" apart', "'nginx 10.0.0.2'"],
    ["nginx required 10.0.0.2 10.0.0.3", '"10.0.0.2" apart', "'nginx 10.0.0.2'"],
    ["nginx 10.0.0.1 required 10.0.0.2", '"10.0.0.2" apart', "'nginx 10.0.0.1, 10.0.0.2'"],
    ["cloudflare nginx", '"cloudflare … nginx"', "'cloudflare > nginx > app'"],
    ["nginx required required=false", "required twice", "Leave one"],
    ["nginx client-port clientPort", "client-port twice", "Leave one"],
    ["cloudflare secret=hunter2", "a value behind secret=", "secret=HEADER:env:ORIGIN_SECRET"],
    ["cloudflare secret=$ORIGIN_SECRET", "a value behind secret=", "secret=env:ORIGIN_SECRET"],
    ["cloudflare secret=:env:A", "a value behind secret=", "secret=HEADER:env:ORIGIN_SECRET"],
    ["cloudflare identity=spiffe://a/b", "a value behind identity=", "identity=env:NAME."],
    ["cloudflare identity=x:env:BOTH", "a value behind identity=", "identity=env:NAME"],
    ["cloudflare ca=x", "a value behind ca=", "ca=env:NAME"],
    ["cloudflare secret hunter2", "a value behind secret=", "secret=env:ORIGIN_SECRET"],
    ["cloudflare Secret: hunter2", "a value behind secret=", "secret=env:ORIGIN_SECRET"],
    ["cloudflare secret:hunter2 > app", "a value behind secret=", "secret=env:ORIGIN_SECRET"],
    ["cloudflare required secret, hunter2", "a value behind secret=", "secret=env:ORIGIN_SECRET"],
    ["cloudflare identity hunter2", "a value behind identity=", "identity=env:NAME"],
    ["cloudflare secret=a>hunter2", "a value behind secret=", "secret=env:ORIGIN_SECRET"],
    ["cloudflare x-origin-secret:hunter2", "a word that is neither", "name=value"],
    ['cloudflare "secret=hunter2"', "a word that is neither", "secret=env:ORIGIN_SECRET"],
    ["cloudflare =hunter2", "a word that is neither", "name=value"],
    ["cloudflare hunter2 app", '"cloudflare … app"', "'cloudflare … > app'"],
    ["nginx 10.0.0.1 app", '"nginx … app"', "'nginx … > app'"],
    ["cloudflare -> nginx -> app", "an arrow between hops", "Write '>' alone"],
    ["nginx => app", "an arrow between hops", "Write '>' alone"],
    ["nginx → app", "an arrow between hops", "Write '>' alone"],
    ["nginx Ingress", '"nginx-ingress"', "the name of your ingress"],
    ["cloudflare tunnel > app", '"cloudflare-tunnel"', "Write 'cloudflare-tunnel'."],
    ["cloud flare", '"cloud flare"', "Write 'cloudflare'."],
    ["k8s cloud-flare", '"k8s cloud-flare"', "Write 'cloudflare'."],
  ])("%s is refused", (text, given, remedy) => {
    const error = refused(text);
    expect(error.code).toBe("config-text");
    expect(error.given).toMatch(given);
    expect(error.remedy).toContain(remedy);
    expect(error.message).not.toContain("hunter2");
  });

  it.each<[text: string, given: string]>([
    ["cloudflare secret=env:UNSET", "UNSET, which is not set"],
    ["cloudflare secret=env:constructor", "constructor, which is not set"],
    ["cloudflare secret=env:EMPTY", "EMPTY, which is empty or has white space at an end"],
    ["cloudflare secret=env:BLANK", "BLANK, which is empty or has white space at an end"],
    ["cloudflare secret=env:ENDED", "ENDED, which is empty or has white space at an end"],
    ["cloudflare secret=env:", "env: without a variable's name"],
    ["cloudflare secret=env:hunter2-x", "env: without a variable's name"],
    ["cloudflare secret=X:env:$A", "env: without a variable's name"],
    ["cloudflare identity=env:ORIGIN_SECRET", "ORIGIN_SECRET, which holds no URI"],
    ["cloudflare header=env:ORIGIN_SECRET", "ORIGIN_SECRET, which holds no URI"],
  ])("%s names the variable alone", (text, given) => {
    const error = refused(text);
    expect(error.code).toBe("env-variable");
    expect(error.given).toBe(given);
    expect(error.remedy).toMatch(/^(?:Set the environment variable|Write secret=env:)/);
  });

  it("is the name as it is written before that in camel case", () => {
    const both = { awsAlb: shown("camel"), "aws-alb": shown("kebab") };
    const read = (text: string) => parseConfig(text, { ...names, presets: both });
    expect(read("aws-alb")).toMatchObject({ path: [hop("kebab")] });
    expect(read("awsAlb")).toMatchObject({ path: [hop("camel")] });
  });

  it("is told what a known word means before the name of a hop that is spelled so", () => {
    const known = { ...names, knownWords: { "cloud-flare": "Write which of them." } };
    const read = (text: string) => () => parseConfig(text, known);
    expect(read("cloud-flare")).toThrow("Write which of them.");
    expect(read("cloud_flare")).toThrow("Write 'cloudflare'.");
  });

  it("cannot be cut short into a shorter path", () => {
    const text = "cloudflare secret=env:ORIGIN_SECRET > aws-alb 10.0.1.0/24 > nginx > app";
    const behindFirst = text.indexOf(">") + 1;
    fc.assert(
      fc.property(fc.integer({ min: behindFirst, max: text.length - 1 }), (end) => {
        expect(() => parseConfig(text.slice(0, end), names)).toThrow(ClientIpError);
      }),
    );
  });

  it("is hops of known presets, or an error without the value of any option", () => {
    const words = [...Object.keys(presets), "aws-alb", ">", ",", "app", "10.0.0.1", "::1"];
    const options = ["secret=hunter2", "secret=env:ORIGIN_SECRET", "required", "x=hunter2"];
    const text = fc.array(fc.constantFrom(...words, ...options, "direct"), { maxLength: 12 });
    fc.assert(
      fc.property(text, (parts) => {
        let said = "";
        try {
          parseConfig(parts.join(" "), names);
        } catch (error) {
          said = (error as ClientIpError).message;
        }
        expect(said).not.toMatch(/hunter2|battery/);
      }),
      { numRuns: 1000 },
    );
  });

  it("is read in linear time", () => {
    // Quadratic, these would take minutes.
    for (const part of ["nginx > ", "nginx 10.0.0.1, ", "nginx x ", "> ", "nginx\t\t"]) {
      expect(() => parseConfig(part.repeat(200_000), names)).toThrow(ClientIpError);
    }
  });
});

describe("preset-as-data: { preset } is a call", () => {
  const call = { preset: "awsAlb", address: "10.0.1.0/24" };
  const made = hop("awsAlb", { address: "10.0.1.0/24" });

  it.each<[config: unknown, path: unknown, where: string]>([
    [call, [made], "alone"],
    [[call], [made], "in a path"],
    [{ path: [call] }, [made], "in an object"],
    [[[call], { preset: "nginx" }], [[made], hop("nginx")], "in a nested path"],
    [{ oneOf: [call, [call]] }, [{ oneOf: [made, [made]] }], "in entry points"],
    [{ preset: "aws-alb" }, [hop("awsAlb")], "in kebab case"],
    [{ preset: "awsAlb", hops: 2 }, [hop("awsAlb", { hops: 2 })], "with an option like a count"],
    [{ preset: "awsAlb", path: "/" }, [hop("awsAlb", { path: "/" })], "with one like a path"],
  ])("%j (%#: %s)", (config, path) => {
    expect(parseConfig(config, names)).toEqual({ kind: "path", path });
    expect(parseConfig(JSON.stringify(config), names)).toEqual({ kind: "path", path });
  });

  it.each<[preset: unknown, remedy: string]>([
    ["ngnix", "Write 'nginx'."],
    ["constructor", "docs/hops.md lists all names."],
    [5, "docs/hops.md lists all names."],
    [undefined, "docs/hops.md lists all names."],
  ])("refuses the name %j", (preset, remedy) => {
    expect(() => parseConfig([{ preset }], names)).toThrow(
      expect.objectContaining({ code: "unknown-name", remedy }),
    );
  });

  it("may be in 16 arrays, as a hop may, and is not looked for in more", () => {
    const pathOf = (value: object, depth: number): unknown =>
      depth === 0 ? value : [pathOf(value, depth - 1)];
    const path = pathOf(made, 16);
    expect(parseConfig(pathOf(call, 16), names)).toEqual({ kind: "path", path });
    expect(() => parseConfig(pathOf({ preset: "ngnix" }, 17), names)).not.toThrow();
  });

  it("is not looked for without end", () => {
    const circle: unknown[] = [];
    circle.push(circle, { oneOf: circle });
    expect(() => parseConfig(circle, names)).not.toThrow();
  });
});
