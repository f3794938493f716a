import { describe, expect, it } from "vitest";
import { registerSettings, sealedPlaces } from "../../src/seal/register-settings.ts";

const LEAST = { CLIENT_IP_PATH: "loopback", CLIENT_IP_ON_UNRESOLVED: "peer" };

describe("the variables of the register hook", () => {
  it("are a path and the options of a seal", () => {
    const { resolver, options } = registerSettings({
      CLIENT_IP_PATH: "loopback",
      CLIENT_IP_ON_UNRESOLVED: " reject ",
      CLIENT_IP_HEADER: "X-Client",
      CLIENT_IP_HEALTH: "/healthz, /ready,",
      CLIENT_IP_KEEP: "",
      CLIENT_IP_LISTEN: "3000",
    });
    const health = ["/healthz", "/ready"];
    expect(options).toEqual({ onUnresolved: "reject", header: "X-Client", health, keep: [] });
    const rawHeaders = ["X-Forwarded-For", "203.0.113.7"];
    expect(resolver.clientIp({ peer: "127.0.0.1", rawHeaders })).toBe("203.0.113.7");
  });

  it("leave out the options that they do not set", () => {
    expect(registerSettings(LEAST).options).toStrictEqual({ onUnresolved: "peer" });
    const empty = { ...LEAST, CLIENT_IP_HEADER: " " };
    expect(registerSettings(empty).options).toStrictEqual({ onUnresolved: "peer" });
  });

  it("may stand beside others", () => {
    expect(() => registerSettings({ ...LEAST, CLIENT_IP_ORIGIN_SECRET: "x" })).not.toThrow();
    expect(() => registerSettings({ ...LEAST, MY_CLIENT_PATHS: "x" })).not.toThrow();
  });

  it.each<[string, object, RegExp]>([
    ["no CLIENT_IP_PATH", { CLIENT_IP_PATH: undefined }, /CLIENT_IP_PATH=direct/],
    ["no CLIENT_IP_PATH", { CLIENT_IP_PATH: "  " }, /CLIENT_IP_PATH=nginx/],
    ["no CLIENT_IP_ON_UNRESOLVED", { CLIENT_IP_ON_UNRESOLVED: "" }, /=reject/],
    [`CLIENT_IP_ON_UNRESOLVED="Reject"`, { CLIENT_IP_ON_UNRESOLVED: "Reject" }, /=reject/],
    ["the variable CLIENT_IP_PATHS", { CLIENT_IP_PATHS: "" }, /^Write CLIENT_IP_PATH\.$/],
    ["the variable CLIENT_IP_HEADERS", { CLIENT_IP_HEADERS: "" }, /CLIENT_IP_HEADER\.$/],
    ["the variable CLIENT_IP_HEALT", { CLIENT_IP_HEALT: "" }, /CLIENT_IP_HEALTH\.$/],
    ["the variable CLIENT_IP_KEEPS", { CLIENT_IP_KEEPS: "" }, /CLIENT_IP_KEEP\.$/],
    ["the variable CLIENT_IP_LISTENS", { CLIENT_IP_LISTENS: "" }, /CLIENT_IP_LISTEN\.$/],
    [
      "the variable CLIENT_IP_ON_UNRESOLVE",
      { CLIENT_IP_ON_UNRESOLVE: "" },
      /CLIENT_IP_ON_UNRESOLVED\.$/,
    ],
  ])("are refused with %s: %o", (given, changed, remedy) => {
    const error = expect.objectContaining({
      code: "register",
      given,
      remedy: expect.stringMatching(remedy) as unknown,
    });
    expect(() => registerSettings({ ...LEAST, ...changed })).toThrow(error);
  });
});

describe("CLIENT_IP_LISTEN", () => {
  it.each<[string | undefined, string[]]>([
    [undefined, []],
    ["", []],
    ["3000", ["3000"]],
    ["9, 65535 ,/run/a.sock,/", ["9", "65535", "/run/a.sock", "/"]],
  ])("%j names ports and paths", (text, places) => {
    expect(sealedPlaces({ CLIENT_IP_LISTEN: text })).toEqual(places);
  });

  it.each(["0", "0300", "123456", "3000x", "x3000", "run/a.sock", "3000 3443"])(
    "%j is refused",
    (text) => {
      expect(() => sealedPlaces({ CLIENT_IP_LISTEN: text })).toThrow(
        expect.objectContaining({ code: "register", remedy: "Set CLIENT_IP_LISTEN to 3000,3443." }),
      );
    },
  );
});
