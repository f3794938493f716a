import { missing } from "../harness/programs.ts";

/** Vitest's global setup, before all scenarios: says how to have each program that is not here. */
export default function setup(): void {
  const isInside = process.env["CLIENT_IP_LAB"] !== undefined;
  const tools = [
    "ip",
    "nsenter",
    "iptables",
    "nft",
    "curl",
    "openssl",
    "clang",
    "bpftool",
  ] as const;
  const web = ["nginx", "nginx's stream module", "apache2", "varnishd", "caddy 2.7"] as const;
  const absent = missing([...tools, ...web, "haproxy", "envoy"]);
  if (isInside && absent.length === 0) return;
  const lines = ["The laboratory needs these programs:", ...absent];
  console.error(isInside ? lines.join("\n  ") : "Use: npm run test:lab");
  // Scenarios that are named may not need them.
  const areNamed = process.argv.some((argument) => argument.endsWith(".lab.ts"));
  // An error would be shown with the stack of where it was thrown.
  if (!isInside || !areNamed) process.exit(1);
}
