// Loads the ES module and the CommonJS build of every published package in one process, and prints
// as JSON how they fit. Run by ../builds.test.ts.
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { setImmediate } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const packages = new URL("../../packages/", import.meta.url);
const require = createRequire(import.meta.url);

/** The modules of each build, by the entry's name without `@client-ip/`. */
const builds = { esm: new Map(), cjs: new Map() };
for (const name of readdirSync(packages)) {
  const manifest = JSON.parse(readFileSync(new URL(`${name}/package.json`, packages), "utf8"));
  if (manifest.private === true) continue;
  for (const [entry, files] of Object.entries(manifest.exports)) {
    // The hook changes Node's servers.
    if (typeof files === "string" || entry === "./register") continue;
    const urlOf = (file) => new URL(`${name}/${file}`, packages);
    builds.esm.set(name + entry.slice(1), await import(urlOf(files.default)));
    builds.cjs.set(name + entry.slice(1), require(fileURLToPath(urlOf(files.require.default))));
  }
}

const isClass = (value) => typeof value === "function" && /^class\b/.test(String(value));
const recognizes = (type, other) => Object.create(other.prototype) instanceof type;

/** Whether each exported class exists twice, and each copy recognizes the objects of the other. */
function classes() {
  const found = {};
  const exported = [...builds.esm].filter(([entry]) => !entry.endsWith("/internal"));
  for (const [entry, esm] of exported) {
    const cjs = builds.cjs.get(entry);
    for (const name of Object.keys(esm).filter((one) => isClass(esm[one]))) {
      const [one, other] = [esm[name], cjs[name]];
      const both = recognizes(one, other) && recognizes(other, one);
      found[`${entry} ${name}`] = { copies: one !== other, both };
    }
  }
  return found;
}

/** What a build exports by its entries. */
function names(build) {
  return [...build].map(([entry, exports]) => [entry, Object.keys(exports).toSorted()]);
}

/** An error of one build, as code with the other build's classes sees it. */
function error(from, to) {
  const { ClientIpError } = to.get("core");
  class Derived extends ClientIpError {}
  try {
    from.get("core").createResolver("10.0.0.1/8");
    return undefined;
  } catch (thrown) {
    return {
      code: thrown.code,
      isOurs: [ClientIpError, to.get("express").ClientIpError].every(
        (one) => thrown instanceof one,
      ),
      isDerived: thrown instanceof Derived,
      isOther: thrown instanceof to.get("proxy-protocol").ProxyProtocolError,
    };
  }
}

/** The answers before and after an update of a list of the other build. */
function liveList(from, to) {
  const list = new (from.get("node").LiveAddresses)({ name: "cdn", prefixes: ["192.0.2.0/24"] });
  const resolver = to.get("node").createResolver([
    { address: list, tells: "x-forwarded-for" },
    { address: "loopback", tells: "x-forwarded-for" },
  ]);
  const rawHeaders = ["X-Forwarded-For", "203.0.113.7, 198.51.100.1"];
  const answer = () => resolver.clientIp({ peer: "127.0.0.1", rawHeaders });
  const before = answer();
  list.update(["198.51.100.0/24"]);
  return [before, answer()];
}

/** What the functions of one build make of a resolver of the other. */
function resolvers(from, to) {
  const made = from.get("node").createResolver("loopback");
  const { requestThrough } = to.get("testing");
  return {
    isResolver: to.get("core").isResolver(made),
    isInstance: made instanceof to.get("core").Resolver,
    trusts: to.get("node").asTrustProxy(made)("127.0.0.1", 0),
    request: requestThrough(made, "203.0.113.7").headers,
  };
}

/** The body of a server's answer to one request. */
async function ask(server, sent = "GET / HTTP/1.1\r\nX-Forwarded-For: 6.6.6.6, 203.0.113.7\r\n") {
  await once(server.listen(0, "127.0.0.1"), "listening");
  const socket = connect(server.address().port, "127.0.0.1");
  socket.write(`${sent}Host: a\r\nConnection: close\r\n\r\n`);
  const answer = await text(socket);
  server.close();
  return answer.slice(answer.indexOf("\r\n\r\n") + 4);
}

/** The answer in a handler of one build, behind the middleware of the other. */
async function bound(from, to) {
  const handle = from.get("node").clientIp("loopback");
  return await ask(
    createServer((req, res) => handle(req, res, () => res.end(to.get("node").clientIpOf(req)))),
  );
}

function codeOf(action) {
  try {
    action();
    return undefined;
  } catch (thrown) {
    return thrown.code;
  }
}

/** A seal by one build: what a handler of the other reads, and whether it can seal again. */
async function sealed(from, to) {
  const options = { onUnresolved: "reject", keep: [] };
  const server = createServer((req, res) => {
    const before = to.get("node").originalHeaders(req).headers["x-forwarded-for"];
    res.end([before, req.headers["x-forwarded-for"]].join(" became "));
  });
  const made = from.get("node").createResolver("loopback");
  from.get("node").sealRequests(server, made, options);
  const seal = (path) => codeOf(() => to.get("node").sealRequests(server, path, options));
  return {
    same: seal(made),
    other: seal(to.get("node").createResolver("direct")),
    read: await ask(server),
  };
}

/** A PROXY header that one build received, in a handler of the other. */
async function accepted(from, to) {
  const made = from.get("node").createResolver({ address: "loopback", tells: "proxy-protocol" });
  const server = createServer((req, res) => res.end(to.get("node").clientIpOf(req, made)));
  const accept = (build) => build.get("node/proxy-protocol").acceptProxyProtocol(server, made);
  accept(from);
  const again = codeOf(() => accept(to));
  return {
    again,
    read: await ask(server, "PROXY TCP4 203.0.113.7 192.0.2.1 40001 443\r\nGET / HTTP/1.1\r\n"),
  };
}

/** The codes of the warnings, after both builds were asked without a path. */
async function warnings() {
  const codes = [];
  process.on("warning", ({ code }) => codes.push(code));
  for (const build of Object.values(builds)) {
    await ask(createServer((req, res) => res.end(build.get("node").clientIpOf(req))));
  }
  await setImmediate();
  return codes;
}

const { esm, cjs } = builds;
const results = {
  classes: classes(),
  names: { esm: names(esm), cjs: names(cjs) },
  warnings: await warnings(),
};
for (const part of [error, liveList, resolvers, bound, sealed, accepted]) {
  results[part.name] = {
    "ESM to CommonJS": await part(esm, cjs),
    "CommonJS to ESM": await part(cjs, esm),
  };
}
console.log(JSON.stringify(results));
