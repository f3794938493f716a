import type { Hop } from "@client-ip/core";
import type { FactSheet } from "../fact-sheet.ts";
import { HIDING_RULES, hidingHop, type HidingOptions } from "../hiding-hop.ts";
import { checkPreset } from "../options.ts";

/**
 * The ranges that Docker numbers its bridges from, in its order, and the network of Docker Desktop.
 * Docker takes 192.168.0.0/16 last. It is left out: many clients at home have such an address.
 */
const BRIDGES = [
  "172.17.0.0/16",
  "172.18.0.0/15",
  "172.20.0.0/14",
  "172.24.0.0/13",
  "192.168.65.0/24",
] as const;

export const DOCKER_FACTS: FactSheet = {
  preset: "docker",
  vendor: "Docker",
  what: "a published port (`ports:`), whose userland proxy hides some clients; alone, or in front of a proxy in a container",
  words: [
    "Docker Compose",
    "docker-proxy",
    "userland-proxy",
    "Docker Desktop",
    "Docker Swarm",
    "host.docker.internal",
    "docker0",
    "172.17.0.1",
    "172.18.0.1",
    "Portainer",
  ],
  example: "docker()",
  text: "docker",
  sample: {
    path: "[docker(), nginx({ address: '172.18.0.10' })]",
    peer: "172.18.0.10",
    headers: ["X-Forwarded-For: 6.6.6.6, 203.0.113.7"],
    client: "203.0.113.7",
  },
  variants: [
    {
      what: "a network of your own (`subnet:` in compose.yaml)",
      example: "docker({ address: ['10.80.0.0/24', 'fd80::/64'] })",
    },
    {
      what: "Swarm's routing mesh, whose ingress network is 10.0.0.0/24 by default",
      example: "docker({ address: '10.0.0.0/24' })",
      note: "Publish the port with `mode: host` to keep the clients' addresses.",
    },
  ],
  tells:
    "Nothing. The kernel passes most connections on from the client's own address, and those do not match this hop. Of the others the userland proxy makes connections of its own, from the network's gateway, and no header names the client.",
  scheme: "Passes every header on.",
  peer: "The gateway of the container's network, such as 172.17.0.1 or 172.18.0.1; or the client itself.",
  forged: "All headers pass, as sent.",
  authenticate:
    "By address, which proves only the way that the request took. A hop outside it needs a secret or an identity.",
  traps: [
    'A request that it hides has no client (`hidden`). These are calls from the machine itself to localhost, IPv6 clients if the network has no IPv6, and in rootless Docker and Docker Desktop most others. Turn the userland proxy off (`"userland-proxy": false`), give the network IPv6, or put a proxy with a secret in front of Docker.',
    "The proxy container is a hop of its own, behind this one: `docker > nginx 172.18.0.10 > app`. Give it a fixed address (docs/topologies/docker-compose.md): every container in a range would be believed.",
    'The finding `dead-hop` says that what it hides has no client. Where no client comes that way, accept it: `{"path":"docker > nginx 172.18.0.10 > app","accept":["dead-hop"]}`.',
    "Another container that calls the application directly matches this hop, and is `hidden`.",
    "A network that Docker numbers itself in 192.168.0.0/16, or one with IPv6, needs `address`: `docker network inspect NAME` shows the subnets.",
    "A proxy in a container that calls an application on the host (`host.docker.internal`) is the hop: `nginx 172.17.0.0/16`. With Docker Desktop it connects from loopback.",
    "If it is left out of the path, 172.18.0.1 is taken for the client.",
  ],
  unknown:
    "From which address Docker Desktop connects was reported, not measured. Log `clientIpInfo.peer` before you rely on it.",
  sources: [
    "https://docs.docker.com/engine/network/drivers/bridge/",
    "https://docs.mirantis.com/mke/3.8/install/plan-deployment/mcr-considerations/default-address-pools.html",
    "https://github.com/nginx-proxy/nginx-proxy/issues/935",
    "https://github.com/docker/docs/issues/17312",
    "https://github.com/moby/moby/issues/15086",
  ],
  read: "2026-11-29",
  confidence: ["documented", "reported"],
};

/**
 * A hop for a published port of Docker. Where Docker's userland proxy takes a connection, the
 * network's gateway is the peer, and the client is unknown: such a request is unresolved. All
 * others keep their source address and pass this hop by. Write a proxy in a container behind it:
 * `[docker(), nginx({ address: "172.18.0.10" })]`. Facts and sources: docs/hops.md.
 *
 * @throws {ClientIpError} `preset-option`
 *
 * @example
 * ```ts
 * import { createResolver } from "@client-ip/core";
 * import { docker, nginx } from "@client-ip/presets";
 *
 * const resolver = createResolver([docker(), nginx({ address: "172.18.0.10" })]);
 * const ask = (list: string) =>
 *   resolver.resolve({ peer: "172.18.0.10", rawHeaders: ["X-Forwarded-For", list] });
 * ask("6.6.6.6, 203.0.113.7").ip; // -> "203.0.113.7"
 * ask("6.6.6.6, 172.18.0.1").status; // -> "hidden"
 * ```
 */
export function docker(options: HidingOptions = {}): Hop {
  checkPreset(DOCKER_FACTS, options, HIDING_RULES);
  const { name = "docker", address = [...BRIDGES] } = options;
  return hidingHop(name, address);
}
