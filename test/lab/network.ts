import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

/** Where a host is. */
export interface HostPlan {
  /**
   * Its addresses in each LAN, such as `10.1.0.2/24`. The interface there is called like the LAN.
   */
  readonly lans: Readonly<Record<string, string | readonly string[]>>;
  /** The routers to everywhere else, one for IPv4, one for IPv6. */
  readonly via?: string | readonly string[];
  /** Passes packets on from one LAN to another. */
  readonly router?: boolean;
  /**
   * Its programs are in a control group of their own, whose directory they find in `CONTROL_GROUP`.
   */
  readonly controlGroup?: boolean;
}

/** The hosts of a network by name. */
export type NetworkPlan<Name extends string> = Readonly<Record<Name, HostPlan>>;

let networks = 0;

/**
 * Runs a shell script to its end, up to the first command that fails, with something in front of
 * the shell.
 */
export async function run(script: string, prefix: readonly string[] = []): Promise<string> {
  const [program, ...args] = [...prefix, "sh", "-euc", script];
  return (await promisify(execFile)(program, args)).stdout;
}

/**
 * The directory of a host's control group, in that of the laboratory, which run.mjs names and
 * removes.
 */
function controlGroupOf(namespace: string): string {
  const laboratory = process.env["CLIENT_IP_LAB_CONTROL_GROUP"];
  if (laboratory === undefined)
    throw new Error("No control groups here: mount -t cgroup2 none /sys/fs/cgroup");
  return join(laboratory, namespace);
}

/**
 * What to put in front of a command, so that it runs in a network namespace, and in the control
 * group of the same name if there is one; it stays the same process.
 */
export function within(namespace: string): readonly string[] {
  const group = controlGroupOf(namespace);
  const enter = 'export CONTROL_GROUP="$0"; echo 0 > "$0/cgroup.procs" && exec "$@"';
  const inGroup = existsSync(group) ? ["sh", "-c", enter, group] : [];
  return ["nsenter", `--net=/run/netns/${namespace}`, "--", ...inGroup];
}

const listOf = (one: string | readonly string[] = []): readonly string[] => [one].flat();
const isIpv6 = (address: string): boolean => address.includes(":");

function hostScript({ lans, via, router }: HostPlan): string {
  return [
    "ip link set lo up",
    // Strict, as some systems are: what it would drop must not work here by luck.
    "for of in all default; do echo 1 > /proc/sys/net/ipv4/conf/$of/rp_filter; done",
    ...(router
      ? ["for of in 4 6; do echo 1 > /proc/sys/net/ipv$of/conf/all/forwarding; done"]
      : []),
    ...Object.keys(lans).map((lan) => `ip link set ${lan} up`),
    ...Object.entries(lans).flatMap(([lan, addresses]) =>
      listOf(addresses).map(
        (address) => `ip addr add ${address} dev ${lan} ${isIpv6(address) ? "nodad" : ""}`,
      ),
    ),
    ...listOf(via).map(
      (address) => `ip ${isIpv6(address) ? "-6" : "-4"} route add default via ${address}`,
    ),
  ].join("\n");
}

/** A network of namespaces: one for each host, and one with a switch for each LAN. */
export class Network {
  readonly #hosts: readonly (readonly [namespace: string, HostPlan])[];
  readonly #prefix = `${process.pid}-${(networks += 1)}`;

  constructor(plan: NetworkPlan<string>) {
    this.#hosts = Object.entries(plan).map(([name, host]) => [this.namespaceOf(name), host]);
  }

  /** The network namespace of a host. */
  namespaceOf(host: string): string {
    return `${this.#prefix}-${host}`;
  }

  async make(): Promise<void> {
    const switches = this.namespaceOf("switches");
    const lans = new Set(this.#hosts.flatMap(([, host]) => Object.keys(host.lans)));
    const bridges = [...lans].flatMap((lan) => [
      `ip -n ${switches} link add ${lan} type bridge`,
      `ip -n ${switches} link set ${lan} up`,
    ]);
    const cables = this.#hosts.flatMap(([namespace, host], index) => [
      `ip netns add ${namespace}`,
      ...Object.keys(host.lans).flatMap((lan) => [
        `ip -n ${namespace} link add ${lan} type veth peer name ${lan}-${index} netns ${switches}`,
        `ip -n ${switches} link set ${lan}-${index} master ${lan} up`,
      ]),
    ]);
    await run([`ip netns add ${switches}`, ...bridges, ...cables].join("\n"));
    for (const [namespace, host] of this.#hosts) {
      await run(hostScript(host), within(namespace));
      if (host.controlGroup) await mkdir(controlGroupOf(namespace), { recursive: true });
    }
  }

  /** Takes away what was made of it; a program that still runs in it keeps its namespace. */
  async remove(): Promise<void> {
    const namespaces = [this.namespaceOf("switches"), ...this.#hosts.map(([name]) => name)];
    const made = namespaces.filter((namespace) => existsSync(`/run/netns/${namespace}`));
    await run(made.map((namespace) => `ip netns del ${namespace}`).join("\n"));
    for (const group of made.map(controlGroupOf)) if (existsSync(group)) await rmdir(group);
  }
}
