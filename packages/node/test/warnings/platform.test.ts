import { presets } from "@client-ip/presets";
import { describe, expect, it } from "vitest";
import { createResolver } from "../../src/index.ts";
import { platformHint } from "../../src/warnings/platform.ts";

const VARIABLES = [
  "DYNO",
  "FLY_APP_NAME",
  "K_SERVICE",
  "GAE_SERVICE",
  "RENDER",
  "RAILWAY_PROJECT_ID",
  "VERCEL",
  "NETLIFY",
  "WEBSITE_SITE_NAME",
  "AWS_LAMBDA_FUNCTION_NAME",
  "ECS_CONTAINER_METADATA_URI_V4",
  "KUBERNETES_SERVICE_HOST",
];

/** The texts in quotes that begin with the name of a hop. */
function configurationsIn(hint: string): string[] {
  const texts = [...hint.matchAll(/'([^']+)'/g)].map(([, text = ""]) => text);
  const names = new Set(Object.keys(presets).map((name) => name.toLowerCase()));
  return texts.filter((text) => names.has(text.split(" ", 1).join("").replaceAll("-", "")));
}

describe("the hint of what to configure", () => {
  it("recognizes Heroku by its dyno, and names its preset", () => {
    expect(platformHint({ DYNO: "web.1" }, "10.1.2.3")).toBe(
      "This looks like Heroku: clientIp('heroku').",
    );
  });

  it("prefers the more specific platform", () => {
    const both = { KUBERNETES_SERVICE_HOST: "10.0.0.1", DYNO: "web.1" };
    expect(platformHint(both, "10.1.2.3")).toContain("Heroku");
  });

  it("is general without a known variable", () => {
    expect(platformHint({}, undefined)).toMatch(/^Configure what stands in front.*hops\.md\)\.$/);
  });

  it.each(VARIABLES)("shows configurations that work where %s is set", (variable) => {
    const hint = platformHint({ [variable]: "1" }, "10.1.2.3");
    expect(hint).toMatch(/^This looks like [A-Z]/);
    const texts = configurationsIn(hint);
    expect(texts).not.toEqual([]);
    for (const text of texts) expect(() => createResolver(text)).not.toThrow();
  });

  it.each([
    ["169.254.169.126", "'linklocal', as on clientIp('cloud-run'), clientIp('azure-app-service')."],
    ["100.64.0.3", "'cgnat', as on clientIp('railway')."],
    ["100.127.255.255", "'cgnat', as on clientIp('railway')."],
  ])("names the range of the peer %s, and who has it", (peer, words) => {
    expect(platformHint({}, peer)).toContain(`The peer is in the range ${words}`);
    expect(platformHint({ WEBSITE_SITE_NAME: "x" }, peer)).toMatch(
      /^This looks like Azure App Service: .* The peer is in the range '\w+'\.$/,
    );
  });

  it.each(["100.128.0.1", "100.63.0.1", "10.100.64.3", "169.253.0.1", "10.169.254.1", "unix"])(
    "names no range for %s",
    (peer) => {
      expect(platformHint({}, peer)).not.toContain("range");
    },
  );
});
