// An application behind one of the topologies, built by `npm run build`:
// node examples/topologies/dist/serve.js express dnat [a port or a socket's path; default 3000]
import { type Config, diagnostics } from "@client-ip/node";

import { APPLICATIONS, type Build, PROXY_PROTOCOL_APPLICATIONS } from "./applications.ts";
import { expressWithOneRequestAConnection } from "./express-one-request.ts";
import { httpBehindProxyProtocol } from "./node-proxy-protocol.ts";

const applications: Readonly<Record<string, Build>> = {
  ...APPLICATIONS,
  ...PROXY_PROTOCOL_APPLICATIONS,
  "express-one-request": expressWithOneRequestAConnection,
  "node-proxy-protocol": httpBehindProxyProtocol,
};

const [application = "", topology = "", where = "3000"] = process.argv.slice(2);
const build = applications[application];
if (build === undefined || topology === "") {
  console.error(`serve.js (${Object.keys(applications).join("|")}) TOPOLOGY [PORT or PATH]`);
  process.exit(2);
}
const { path }: { readonly path: Config } = await import(`./${topology}/path.js`);
const server = await build(path);
const token = process.env["DIAGNOSTICS_TOKEN"];
if (token !== undefined) {
  // In front of the application, whatever its framework is.
  const endpoint = diagnostics({ token });
  const listeners = server.rawListeners("request");
  server.removeAllListeners("request");
  server.on("request", (request, response) => {
    endpoint(request, response, () => {
      for (const listener of listeners) listener.call(server, request, response);
    });
  });
}
const port = Number(where);
server.listen(Number.isInteger(port) ? port : where);
