import { CLIENTS, FORGED_HEADERS, resolved, unresolved } from "./plan.ts";
import { scenario } from "./scenario.ts";

scenario({
  name: "docker-compose",
  title: "Docker Compose: nginx and the application in containers",
  about: `\`docker compose up\` with the two files below. Only nginx's port is published, and nginx has a fixed address
in the network of the containers. The path is that address, and in front of it the network's gateway.

Is every client \`172.18.0.1\` in your logs or in \`X-Forwarded-For\`? That is the gateway of a Docker network that Docker
numbered itself; here it is 10.80.0.1. The client's address is lost before nginx: **Docker's userland proxy**
(\`docker-proxy\`) took the connection and made one of its own. It does so for calls from the machine itself to
localhost, for clients over IPv6 if the network has no IPv6 (the file below turns it on), and in rootless Docker and
Docker Desktop for others too. No header can bring the address back. With \`docker\` in the path, such a request has no
client (\`hidden\`), and the client's own \`X-Forwarded-For\` is not read in its place. Without \`docker\`, the gateway is taken
for the client, with the warning \`probable-proxy\`.

Docker (27 or later for IPv6) sets up **machine**, the routes and \`docker.sh\` itself: you write \`compose.yaml\` and
\`nginx.conf\`. It does not run in this test. Its rules for a published port do, and HAProxy is the userland proxy.`,
  hosts: {
    ...CLIENTS,
    machine: {
      lans: {
        outside: ["203.0.113.1/24", "2001:db8::1/64"],
        bridge: ["10.80.0.1/24", "fd80::1/64"],
      },
      router: true,
    },
    nginx: {
      lans: { bridge: ["10.80.0.10/24", "fd80::10/64"] },
      via: ["10.80.0.1", "fd80::1"],
    },
    app: { lans: { bridge: "10.80.0.128/24" } },
    other: { lans: { bridge: "10.80.0.129/24" } },
  },
  drawing: [
    ["client", "to 203.0.113.1:80", "machine"],
    ["machine", "DNAT to 10.80.0.10:8080, from 203.0.113.7", "nginx"],
    ["nginx", "X-Forwarded-For: …, 203.0.113.7", "app"],
    ["other", "from 10.80.0.129", "app"],
  ],
  app: "app",
  applications: ["express", "fastify", "koa"],
  // Docker's name server knows the services.
  replace: { app: "10.80.0.128" },
  tasks: [
    { on: "machine", runs: "sh", file: "docker.sh" },
    { on: "nginx", runs: "nginx", file: "nginx.conf", port: 8080 },
    { on: "machine", runs: "haproxy", file: "docker-proxy.cfg" },
  ],
  visits: [
    {
      from: "client",
      what: "calls",
      to: "http://203.0.113.1/",
      sees: resolved("203.0.113.7", ["nginx"], "address", { peer: "10.80.0.10" }),
    },
    {
      from: "client",
      what: "calls over IPv6",
      to: "http://[2001:db8::1]/",
      sees: resolved("2001:db8::7", ["nginx"], "address", { peer: "10.80.0.10" }),
    },
    {
      from: "neighbor",
      what: "calls",
      to: "http://203.0.113.1/",
      sees: resolved("203.0.113.8", ["nginx"], "address"),
    },
    {
      from: "client",
      what: "forges headers that name 6.6.6.6",
      to: "http://203.0.113.1/",
      sends: FORGED_HEADERS,
      sees: resolved("203.0.113.7", ["nginx"], "address"),
    },
    {
      from: "machine",
      what: "calls localhost, through the userland proxy",
      to: "http://127.0.0.1/",
      sees: unresolved("hidden", ["docker", "nginx"], "address", { peer: "10.80.0.10" }),
    },
    {
      from: "machine",
      what: "forges headers that name 6.6.6.6, through the userland proxy",
      to: "http://127.0.0.1/",
      sends: FORGED_HEADERS,
      sees: unresolved("hidden", ["docker", "nginx"], "address", { peer: "10.80.0.10" }),
    },
    {
      from: "other",
      what: "calls the application, not nginx, and forges headers that name 6.6.6.6",
      to: "http://10.80.0.128:3000/",
      sends: FORGED_HEADERS,
      sees: resolved("10.80.0.129", [], "none"),
    },
  ],
  manifests: ["compose.yaml"],
  traps: [
    `If you give the container no address of its own, write the network as one hop:
  \`nginx({ address: "172.18.0.0/16" })\`. Every container in it is then believed like nginx.`,
    `Do not write the network as text, \`clientIp("172.18.0.0/16")\`. Text means any number of proxies in a row: behind the
  userland proxy the list is \`6.6.6.6, 172.18.0.1\`, and the answer is the forged address.`,
    `In a network that Docker numbered itself, \`docker()\` knows the ranges of the gateways. As text:
  \`CLIENT_IP_PATH="docker > nginx 172.18.0.10 > app"\`. The finding [\`dead-hop\`](../errors.md#dead-hop) says that what
  Docker hides has no client. If no client comes that way, accept it:
  \`CLIENT_IP_PATH='{"path":"docker > nginx 172.18.0.10 > app","accept":["dead-hop"]}'\`.`,
    `Do not give \`ports\` to the application. Clients could then go around nginx.`,
    `nginx looks \`app\` up once, when it starts. Restart nginx when Docker has recreated the application's container.`,
    `If every client is the gateway, turn the userland proxy off (\`"userland-proxy": false\` in
  \`/etc/docker/daemon.json\`), and give the network IPv6. In rootless Docker choose a port driver that keeps the source
  address. Or put a proxy that you can name by a [secret](edge-masquerade.md) in front of Docker.`,
  ],
});
