import { ClientIpError, createResolver } from "@client-ip/core";
import { knownWords, presets } from "@client-ip/presets";
import { describe, expect, it } from "vitest";

const env = {
  ORIGIN_SECRET: "correct horse battery staple",
  FDID: "55ce4ed1-4b06-4bf1-b40e-4638452104da",
};
const options = { presets, knownWords, env };

const WORDS = Object.entries(knownWords);
/** What is in single quotes. An apostrophe stands behind a letter. */
const QUOTED = /(?<!\w)'([^']+)'(?!\w)/g;
const TEXTS = [
  ...new Set(WORDS.flatMap(([, text]) => Array.from(text.matchAll(QUOTED), ([, one = ""]) => one))),
];

/** The remedy for a text that is no configuration. */
function remedyFor(text: string): string {
  try {
    createResolver(text, options);
  } catch (error) {
    if (error instanceof ClientIpError && error.code === "config-text") return error.remedy;
    throw error;
  }
  throw new Error(`${text} is a configuration`);
}

describe("a known word", () => {
  it("is in kebab case, and names no preset", () => {
    for (const [word] of WORDS) {
      expect(word).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)*$/);
      const camelCase = word.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
      expect(Object.keys(presets)).not.toContain(camelCase);
    }
  });

  it("has whole sentences, each with what to write or where to look", () => {
    expect(WORDS.length).toBeGreaterThan(100);
    for (const [, text] of WORDS) {
      expect(text).toMatch(/^\S.*\.$/s);
      expect(text).toMatch(/'|docs\/hops\.md/);
      expect(text).not.toMatch(/https?:/);
    }
  });

  it.each(WORDS)("is answered with its sentences: %s", (word, text) => {
    expect(remedyFor(word)).toBe(text);
    expect(remedyFor(word.toUpperCase())).toBe(text);
  });

  it.each([
    ["Cloud Run", "Write 'cloud-run'."],
    ["Google Cloud Run", "Write 'cloud-run'."],
    ["AWS ALB", "Write 'aws-alb'."],
    ["GKE Ingress", "Write 'google-alb'."],
    ["docker compose", knownWords["docker-compose"]],
    ["nginx ingress", knownWords["nginx-ingress"]],
    ["cloudflare tunnel", "Write 'cloudflare-tunnel'."],
    ["envoy gateway > app", "Write 'envoy-gateway'."],
    ["Elastic Beanstalk", knownWords["beanstalk"]],
    ["AWS Lambda", knownWords["lambda"]],
    ["api gateway", "Write 'api-gateway'."],
    ["ingress nginx", "Write 'ingress-nginx'."],
  ])("is known with blanks: %s", (text, remedy) => {
    expect(remedyFor(text)).toBe(remedy);
  });

  it.each([
    ["alb 10.9.0.0/24", "Write 'aws-alb 10.9.0.0/24' with the subnets of your balancer."],
    ["AWS ALB 10.9.0.0/24", "Write 'aws-alb 10.9.0.0/24'."],
    ["cloudflared 172.18.0.9", "'cloudflare-tunnel 172.18.0.9' with the address of cloudflared's"],
    ["cloudflared 172.18.0.9 > app", "'cloudflare-tunnel 172.18.0.9' with the address"],
    ["nlb 10.9.0.0/24", "'aws-nlb 10.9.0.0/24 proxy-protocol'"],
    ["k3s 10.9.0.0/16", "write 'klipper > traefik 10.9.0.0/16 > app'"],
    ["nginx-ingress 10.9.0.0/24", "write 'ingress-nginx 10.9.0.0/24'"],
    ["ingress 10.9.0.0/24, 10.9.1.0/24", "'ingress-nginx 10.9.0.0/24, 10.9.1.0/24'"],
    ["servicelb", "write 'klipper > traefik 10.42.0.0/16 > app'"],
    ["istio-proxy", "Write 'istio gateway="],
    ["socket", "'nginx unix'"],
    ["Render.com", "Write 'render'."],
    ["heroku.com", "Write 'heroku'."],
    ["vercel.com", "Write 'vercel'."],
    ["Railway.app", "Write 'railway'."],
    ["bunny.net", "Write 'bunny"],
  ])("is known with ranges or as a site: %s", (text, remedy) => {
    expect(remedyFor(text)).toContain(remedy);
  });

  it("is answered where a hop should be, too", () => {
    expect(remedyFor("k8s > nginx > app")).toBe(knownWords["k8s"]);
    expect(remedyFor("client > nginx > app")).toContain("Leave it out");
  });
});

describe("what the sentences of known words tell to write", () => {
  it("is found in all of them", () => {
    expect(TEXTS.length).toBeGreaterThan(40);
  });

  it.each(TEXTS)("is a configuration: %s", (text) => {
    expect(createResolver(text, options).facts).toBeDefined();
  });
});

describe("no known word takes a text that has an answer of its own", () => {
  it.each([
    ["false", /'direct'/],
    ["off", /'direct'/],
    ["no", /'direct'/],
    ["none", /'direct'/],
    ["0", /'direct'/],
    ["2", /'hops=2'/],
    ["true", /'loopback'/],
    ["any", /'loopback'/],
    ["all", /'loopback'/],
    ["*", /'loopback'/],
    ["localhost", /'loopback'/],
    ["traefic", /'traefik'/],
    ["cloudfare", /'cloudflare'/],
    ["nginxx", /'nginx'/],
    ["heruko", /'heroku'/],
    ["railways", /'railway'/],
    ["hetzer", /'hetzner'/],
  ])("%s", (text, remedy) => {
    expect(remedyFor(text)).toMatch(remedy);
    expect(Object.values(knownWords)).not.toContain(remedyFor(text));
  });
});
