import { expect, it } from "vitest";
import { createResolver, presets } from "../../src/index.ts";
import { platformHint } from "../../src/warnings/platform.ts";

it("platformHint recognizes Heroku by its dyno, and names its preset", () => {
  expect(platformHint({ DYNO: "web.1" })).toBe("This looks like Heroku: clientIp('heroku').");
});

it("platformHint names a platform without a preset", () => {
  expect(platformHint({ KUBERNETES_SERVICE_HOST: "10.0.0.1" })).toMatch(
    /^This looks like Kubernetes\. Configure what stands in front of the application: clientIp\('direct'\)/,
  );
});

it("platformHint prefers the more specific platform", () => {
  const both = { KUBERNETES_SERVICE_HOST: "10.0.0.1", DYNO: "web.1" };
  expect(platformHint(both)).toContain("Heroku");
});

it("platformHint is general without a known variable", () => {
  expect(platformHint({})).toMatch(/^Configure what stands in front/);
});

it("platformHint names a configuration that works", () => {
  const variables = [
    "DYNO",
    "FLY_APP_NAME",
    "K_SERVICE",
    "GAE_SERVICE",
    "RENDER",
    "RAILWAY_PROJECT_ID",
    "VERCEL",
    "WEBSITE_SITE_NAME",
    "ECS_CONTAINER_METADATA_URI_V4",
    "KUBERNETES_SERVICE_HOST",
  ];
  for (const variable of variables) {
    const hint = platformHint({ [variable]: "1" });
    const config = /clientIp\('([^']+)'\)/.exec(hint)?.[1];
    expect(hint).toMatch(/^This looks like /);
    expect(config === "direct" || Object.hasOwn(presets, config ?? "")).toBe(true);
    expect(() => createResolver(config)).not.toThrow();
  }
});
