import { knownWords, networks, presets } from "@client-ip/presets";
import { ClientIpError, createResolver } from "@client-ip/core";
import { kept, same, type Target } from "../target.ts";

const SECRET = "a-secret-that-no-error-may-show-0123456789";
const env = { ORIGIN: SECRET, EMPTY: "" };

/** The findings of a text, or the code of its error. */
function outcome(text: string): string {
  try {
    const { findings, facts } = createResolver(text, { presets, knownWords, networks, env });
    return JSON.stringify([findings, facts]);
  } catch (error) {
    if (!(error instanceof ClientIpError)) throw error;
    const { code, message } = error;
    kept("an error for people", /^\[[a-z0-9-]+\] given .+, expected .+/s.test(message));
    kept("an error that may be logged", !/\p{Cc}/u.test(message) && message.length < 4_000);
    return code;
  }
}

export const configuration: Target = {
  name: "configuration",
  guidedBy: ["core/src/config/", "core/src/path/", "core/src/options/", "presets/src/"],
  seeds: [
    "nginx",
    "direct",
    "hops=2",
    "cloudflare secret=env:ORIGIN > aws-alb 10.0.1.0/24 > app",
    "cloudflare any-customer > nginx > app",
    '[{"address":"10.0.0.1","tells":"x-forwarded-for"}]',
    '{"path":[{"preset":"nginx"}],"atLeast":"address"}',
    "istio > app",
    "10.0.0.0/8, loopback",
    '{"hops":1}',
  ],
  tokens: [
    " > ",
    " > app",
    ">",
    "nginx",
    "cloudflare",
    "aws-alb",
    "secret=env:ORIGIN",
    "secret=X-A:env:ORIGIN",
    "env:EMPTY",
    "any-customer",
    "live",
    "=",
    "10.0.0.0/8",
    ",",
    '"',
    "{",
    "}",
    "[",
    "]",
    ":",
    '"tells"',
    '"address"',
    '"preset"',
    '"secret"',
    "__proto__",
    "hops=",
    "null",
    "1e9",
  ],
  check: (text) => {
    const first = outcome(text);
    kept("no secret in a finding or an error", !first.includes(SECRET));
    same("the same each time", outcome(text), first);
  },
};
