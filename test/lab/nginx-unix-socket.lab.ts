import { CLIENTS, FORGED_HEADERS, resolved, unresolved } from "./plan.ts";
import { scenario } from "./scenario.ts";

scenario({
  name: "nginx-unix-socket",
  title: "X-Forwarded-For over a unix socket: nginx on the same host",
  about: `The application listens on a unix socket, and nginx on the same machine calls it there. The connection has no
address. The path trusts every process that may open the socket, and no other peer. No port is open on loopback,
where any program of the machine could pose as nginx.`,
  hosts: {
    ...CLIENTS,
    server: { lans: { outside: ["203.0.113.1/24", "2001:db8::1/64"] } },
  },
  drawing: [
    ["client", "to nginx, port 8080", "server"],
    ["server", "nginx calls the application at /run/app/app.sock", "server"],
  ],
  app: "server",
  applications: ["express", "fastify", "koa"],
  socket: "app.sock",
  tasks: [{ on: "server", runs: "nginx", file: "app.conf", port: 8080 }],
  visits: [
    {
      from: "client",
      what: "calls",
      to: "http://203.0.113.1:8080/",
      sees: resolved("203.0.113.7", ["nginx"], "address", { peer: "unix" }),
    },
    {
      from: "client",
      what: "calls over IPv6",
      to: "http://[2001:db8::1]:8080/",
      sees: resolved("2001:db8::7", ["nginx"], "address", { peer: "unix" }),
    },
    {
      from: "neighbor",
      what: "calls",
      to: "http://203.0.113.1:8080/",
      sees: resolved("203.0.113.8", ["nginx"], "address"),
    },
    {
      from: "client",
      what: "forges headers that name 6.6.6.6",
      to: "http://203.0.113.1:8080/",
      sends: [...FORGED_HEADERS, "X-Forwarded-For: 6.6.6.6, unix:"],
      sees: resolved("203.0.113.7", ["nginx"], "address"),
    },
    {
      from: "server",
      what: "tries the application's port",
      to: "http://127.0.0.1:3000/",
      sees: "connection refused",
    },
    {
      from: "server",
      what: "calls the socket as another user, with a forged header",
      to: "http://app/",
      as: "65534:65534",
      socket: "/run/app/app.sock",
      sends: ["X-Forwarded-For: 6.6.6.6"],
      sees: "connection refused",
    },
    {
      from: "server",
      what: "calls the socket as the application's own user, without a header",
      to: "http://app/",
      socket: "/run/app/app.sock",
      sees: unresolved("missing", ["nginx"], "address", { peer: "unix" }),
    },
    {
      after: { on: "server", run: "chmod a+w /run/app/app.sock" },
      from: "server",
      what: "calls the socket as another user, with a forged header: **WRONG, it is taken for nginx**",
      to: "http://app/",
      as: "65534:65534",
      socket: "/run/app/app.sock",
      sends: ["X-Forwarded-For: 6.6.6.6"],
      sees: resolved("6.6.6.6", ["nginx"], "address"),
    },
  ],
  traps: [
    `The socket's permissions are the proof. Node creates it with the umask: with 022, only the application's own
  user may write to it. So nginx's user needs its group and umask 007, or a directory that only these two users
  may enter. Never use \`writableAll\`.`,
    `A path with \`loopback\` or \`any\` does not trust a unix socket, and one with \`unix\` trusts no address.`,
    `If nginx itself *listens* on a unix socket, behind another proxy, it appends the text \`unix:\`, which is not an
  address: \`malformed\`. Then recognize the outer proxy by its own header, or use PROXY protocol there.`,
  ],
});
