import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { type Routed, RouterPlaces } from "../../src/adapter.ts";
import { createResolver } from "../../src/index.ts";

const paths = {
  app: createResolver("direct"),
  a: createResolver("direct"),
  b: createResolver("direct"),
};
const names = new Map(Object.entries(paths).map(([name, resolver]) => [resolver, name]));

/** A request in the first run of an application's router, and what moves it as Express does. */
function routed() {
  const req: Routed = new IncomingMessage(new Socket());
  req.next = "app";
  const res = new ServerResponse(req);
  const places = new RouterPlaces(req, res, { place: "app", resolver: paths.app });
  /** Moves it to a run, which may bind a path, and names the paths that it may have then. */
  const go = (next: string, baseUrl?: string, path?: keyof typeof paths) => {
    Object.assign(req, { baseUrl, next });
    if (path !== undefined) places.bind({ place: next, resolver: paths[path] });
    return places.current().map((resolver) => names.get(resolver));
  };
  return { req, res, places, go };
}

describe("a request that Express moves", () => {
  it("has the path of the innermost run that has one", () => {
    const { go } = routed();
    expect(go("a", "/a", "a")).toEqual(["a"]);
    expect(go("v1", "/a/v1")).toEqual(["a"]);
    expect(go("b", "/a/b", "b")).toEqual(["b"]);
    expect(go("c", "/a/c")).toEqual(["a"]);
    expect(go("a", "/a")).toEqual(["a"]);
    expect(go("app", "")).toEqual(["app"]);
  });

  it("has the outer path at a place that only begins with the same letters", () => {
    const { go } = routed();
    go("a", "/a", "a");
    expect(go("ab", "/ab")).toEqual(["app"]);
  });

  it("may have either of two paths in a router at the same place, and in what that mounts", () => {
    const { go } = routed();
    go("a", "/a", "a");
    go("b", "/a/b", "b");
    expect(go("beside", "/a/b")).toEqual(["b", "a"]);
    expect(go("within", "/a/b/c")).toEqual(["b", "a"]);
  });

  it("has one path where a router at the same place has bound its own", () => {
    const { go } = routed();
    go("a", "/a", "a");
    go("b", "/a");
    expect(go("b", "/a", "b")).toEqual(["b"]);
    expect(go("app", "")).toEqual(["app"]);
  });

  it("has the last path that a run has bound, in place of the one before", () => {
    const { go } = routed();
    go("a", "/a", "a");
    expect(go("a", "/a", "b")).toEqual(["b"]);
    expect(go("within", "/a")).toEqual(["b", "app"]);
  });

  it("has the application's path beside its first router, which is in no other", () => {
    const { go } = routed();
    go("a", "/a", "a");
    go("app", "");
    expect(go("beside", "")).toEqual(["app"]);
  });

  it("is at one place if it has no base", () => {
    const { go } = routed();
    expect(go("a", undefined, "a")).toEqual(["a"]);
    expect(go("b")).toEqual(["a", "app"]);
  });

  it("never leaves the application, whatever its base", () => {
    expect(routed().go("odd", "odd")).toEqual(["app"]);
  });

  it("keeps the path with which its response began", () => {
    const { go, res } = routed();
    go("a", "/a", "a");
    res.writeHead(200);
    expect(go("app", "")).toEqual(["a"]);
  });

  it("has its field `next` as before, which another copy of this package may follow too", () => {
    const { req, res, go } = routed();
    const other = new RouterPlaces(req, res, { place: "app", resolver: paths.app });
    go("a", "/a", "a");
    expect(Object.entries(req)).toContainEqual(["next", "a"]);
    expect(other.current()).toEqual([paths.app]);
  });
});

it("the places that another copy of this package made are known by a name", () => {
  expect({ [Symbol.for("@client-ip RouterPlaces")]: true }).toBeInstanceOf(RouterPlaces);
  expect(routed().places).toBeInstanceOf(RouterPlaces);
});
