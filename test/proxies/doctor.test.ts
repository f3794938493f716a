import { createServer, type Server } from "node:http";
import { PassThrough } from "node:stream";

import express from "express";
import { describe, expect, it } from "vitest";

import { run } from "../../packages/cli/src/index.ts";
import { clientIp, type Config, diagnostics } from "../../packages/express/src/index.ts";
import { type Scenario, useLoopback } from "./loopback.ts";

const token = "0123456789abcdef0123456789abcdef";

/** An application with the endpoint, whose path may be right or wrong. */
function application(path: Config): Server {
  const app = express();
  app.use(clientIp(path, { onUnresolved: "reject", diagnostics: diagnostics({ token }) }));
  app.get("/", (request, response) => void response.json(request.clientIp));
  return createServer(app);
}

/** Runs `client-ip doctor` against the first proxy. */
async function doctor(port: number) {
  const stdout = new PassThrough();
  const terminal = { stdin: process.stdin, stdout, stderr: stdout, env: { TOKEN: token } };
  const url = `http://127.0.0.1:${port}`;
  const args = ["doctor", url, "--yes-this-is-mine", "--token-env", "TOKEN", "--json"];
  const exitCode = await run(args, terminal);
  return { exitCode, ...JSON.parse(String(stdout.read())) };
}

const nginx = { runs: "nginx", file: "nginx/app.conf", port: 8080 } as const;
const loopback = (tells: string) => ({ address: "loopback", tells });
const list = loopback("x-forwarded-for");

/** What stands in front, and the path that the doctor should find. */
const CHAINS: readonly (readonly [
  name: string,
  proxies: Scenario["proxies"],
  path: readonly object[],
])[] = [
  ["nginx", [nginx], [list]],
  ["HAProxy", [{ runs: "haproxy", file: "haproxy/haproxy.cfg", port: 8080 }], [list]],
  ["Envoy", [{ runs: "envoy", file: "envoy/envoy.yaml", port: 8080 }], [list]],
  [
    "nginx that writes Forwarded",
    [{ runs: "nginx", file: "nginx-forwarded/app.conf", port: 8080 }],
    [loopback("forwarded")],
  ],
  [
    "HAProxy and nginx",
    [
      { runs: "haproxy", file: "haproxy-nginx/haproxy.cfg", port: 8080 },
      { runs: "nginx", file: "haproxy-nginx/nginx.conf", port: 8081 },
    ],
    [list, list],
  ],
];

describe.each(CHAINS)("client-ip doctor in front of %s", (_name, proxies, path) => {
  const wrong = useLoopback({ app: () => application("direct"), proxies });
  const right = useLoopback({ app: () => application([...path] as Config), proxies });

  it("proposes the path, and says that the present one is wrong", async () => {
    const found = await doctor(wrong.port(8080));
    expect(found).toMatchObject({ exitCode: 1, path, client: "127.0.113.7" });
    expect(found.own).toMatchObject({ agrees: false, fooledBy: [] });
  });

  it("agrees with the path that it proposed", async () => {
    const found = await doctor(right.port(8080));
    expect(found).toMatchObject({ exitCode: 0, path, own: { agrees: true, fooledBy: [] } });
  });
});
