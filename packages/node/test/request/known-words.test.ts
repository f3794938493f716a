import { createResolver } from "@client-ip/node";
import { knownWords } from "@client-ip/presets";
import { expect, it } from "vitest";

it("a word that names a product without a preset is answered with what to write", () => {
  expect(() => createResolver("Fargate")).toThrow(
    expect.objectContaining({ code: "config-text", remedy: knownWords["fargate"] }),
  );
});

it("an application can add words of its own", () => {
  const words = { "our-edge": "Write 'nginx 10.9.0.0/24'.", k8s: "Ask the platform team." };
  expect(() => createResolver("our-edge", { knownWords: words })).toThrow("nginx 10.9.0.0/24");
  expect(() => createResolver("k8s", { knownWords: words })).toThrow("Ask the platform team.");
  expect(() => createResolver("fargate", { knownWords: words })).toThrow("aws-alb");
});
