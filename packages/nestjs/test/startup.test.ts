import { describe } from "vitest";
import { PLATFORM_NAMES, VERSIONS, withNest } from "./versions.ts";

for (const version of VERSIONS) {
  const { fails, starts, twice } = await withNest(version, () => import("./startup.ts"));

  describe.each(PLATFORM_NAMES)(`ClientIpModule in Nest ${version} on %s`, (platform) => {
    starts(platform);
  });
  describe.each(PLATFORM_NAMES)(`one-path-a-server: Nest ${version} on %s`, (platform) => {
    twice(platform);
  });
  describe(`closed-grammar: ClientIpModule in Nest ${version}`, () => {
    fails();
  });
}
