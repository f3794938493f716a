import { missing, type Need } from "../harness/programs.ts";

const NEEDS: readonly Need[] = [
  ...(["ip", "nsenter", "iptables", "nft", "curl", "openssl", "clang", "bpftool"] as const),
  ...(["nginx", "nginx's stream module", "haproxy", "apache2", "varnishd"] as const),
  ...(["caddy 2.7", "envoy"] as const),
];

/**
 * Vitest's global setup, before all scenarios: says how to have each program that is not here. Where only some scenarios
 * are named, these may not need it.
 */
export default function setup(): void {
  if (process.env["CLIENT_IP_LAB"] === undefined) stop("Use: npm run test:lab");
  const lines = missing(NEEDS).map((line) => `  ${line}`);
  if (lines.length === 0) return;
  if (process.argv.some((argument) => argument.endsWith(".lab.ts"))) {
    console.error(["What needs these programs will fail:", ...lines].join("\n"));
  } else stop(["The laboratory cannot run without these programs:", ...lines].join("\n"));
}

/** Ends the run. An error would be shown with the stack of where it was thrown. */
function stop(why: string): never {
  console.error(why);
  process.exit(1);
}
