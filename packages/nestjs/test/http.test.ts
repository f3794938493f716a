import { describe } from "vitest";
import { PLATFORM_NAMES, VERSIONS, withNest } from "./versions.ts";

for (const version of VERSIONS) {
  const { http } = await withNest(version, () => import("./http.ts"));
  const { handingOn, parts, routers } = await withNest(version, () => import("./parts.ts"));

  describe.each(PLATFORM_NAMES)(`bound-where-it-stands: Nest ${version} on %s`, (platform) => {
    http(platform);
  });
  describe.each(PLATFORM_NAMES)(`path-of-the-controller: Nest ${version} on %s`, (platform) => {
    parts(platform);
  });
  describe(`path-of-the-controller: a request in Nest ${version} on Express`, () => {
    handingOn();
  });
  describe(`path-of-the-router: Nest ${version} on Express`, () => {
    routers();
  });
}
