import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { placeOf, placeOfHandler, type Routed, RouterPlaces } from "../../src/adapter.ts";
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

const next = () => {};

describe("where a middleware of Express stands", () => {
  const params = {};
  const at = (fields: Partial<Routed>): Routed =>
    Object.assign(new IncomingMessage(new Socket()), { next, params, ...fields });

  it.each<[Partial<Routed>, unknown, unknown, string]>([
    [{}, next, next, "a router of the application is its run"],
    [{ baseUrl: "" }, next, next, "so is one with an empty base"],
    [{ baseUrl: "/a" }, next, { next, baseUrl: "/a" }, "a mounted one has its base"],
    [{ route: {} }, () => {}, { next, baseUrl: "", params }, "a route has its parameters"],
    [{ route: {}, baseUrl: "/a" }, () => {}, { next, baseUrl: "/a", params }, "and a base"],
    [{ route: {} }, next, next, "a route that the request has left is none"],
    [{}, () => {}, next, "another function for next is no route"],
  ])("%j", (fields, given, place) => {
    expect(placeOf(at(fields), given)).toEqual(place);
    expect(placeOf(undefined as never, given)).toBeUndefined();
  });

  it("a handler is told from what follows", () => {
    expect(placeOfHandler(at({}))).toEqual({ next, baseUrl: "", params, isExact: true });
    const { baseUrl } = placeOfHandler(at({ baseUrl: "/a" })) as Routed;
    expect(baseUrl).toBe("/a");
  });
});

/** Binds a path at a place of the application's run, and names the paths it may have. */
function parts() {
  const { req, places, go } = routed();
  const bind = (path: keyof typeof paths, place: object) =>
    places.bind({ place: { next: "app", ...place }, resolver: paths[path] });
  const move = (fields: Partial<Routed>) => {
    Object.assign(req, fields);
    return places.current().map((resolver) => names.get(resolver));
  };
  return { bind, move, go };
}

describe("a request in a part of a run", () => {
  it("surely has the path of its mount path below it alone", () => {
    const { bind, move } = parts();
    bind("a", { baseUrl: "/a" });
    expect(move({ baseUrl: "/a" })).toEqual(["a"]);
    expect(move({ baseUrl: "/a/b" })).toEqual(["a"]);
    expect(move({ baseUrl: "/ab" })).toEqual(["a", "app"]);
    expect(move({ baseUrl: "" })).toEqual(["a", "app"]);
  });

  it("surely has the path of its route while the parameters are those", () => {
    const { bind, move } = parts();
    const [params, others] = [{}, {}];
    bind("a", { baseUrl: "", params });
    expect(move({ params })).toEqual(["a"]);
    expect(move({ params: others })).toEqual(["a", "app"]);
  });

  it("has the path of a handler there, and in a router that it calls, and nowhere else", () => {
    const { bind, move, go } = parts();
    const [params, others] = [{}, {}];
    bind("a", { baseUrl: "", params, isExact: true });
    move({ params });
    expect(go("inner", "/x")).toEqual(["a"]);
    expect(move({ params: others })).toEqual(["a"]);
    expect(go("app", "")).toEqual(["app"]);
    expect(move({ params })).toEqual(["a"]);
    move({ params: others });
    expect(go("beside", "/x")).toEqual(["app"]);
  });

  it("may have the path of a handler in a run that was not seen to begin", () => {
    const { bind, move } = parts();
    const params = {};
    bind("a", { baseUrl: "", params, isExact: true });
    bind("b", { next: "inner", baseUrl: "/never", params });
    expect(move({ next: "inner", params: {}, baseUrl: "" })).toEqual(["b", "a", "app"]);
  });

  it("has each path that was bound where it is in none", () => {
    const req: Routed = Object.assign(new IncomingMessage(new Socket()), { next: "app" });
    const place = { next: "app", baseUrl: "", params: {}, isExact: true };
    const first = { place, resolver: paths.a };
    const places = new RouterPlaces(req, new ServerResponse(req), first);
    places.bind({ place: { ...place, params: {} }, resolver: paths.b });
    expect(places.current().map((resolver) => names.get(resolver))).toEqual(["a", "b"]);
  });
});

it("the places that another copy of this package made are known by a name", () => {
  expect({ [Symbol.for("@client-ip RouterPlaces")]: true }).toBeInstanceOf(RouterPlaces);
  expect(routed().places).toBeInstanceOf(RouterPlaces);
});
