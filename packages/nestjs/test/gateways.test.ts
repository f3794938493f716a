import { describe } from "vitest";
import { PLATFORM_NAMES, VERSIONS, withNest } from "./versions.ts";

for (const version of VERSIONS) {
  const { gateways, ownPorts } = await withNest(version, () => import("./gateways.ts"));

  describe.each(PLATFORM_NAMES)(`bound-at-the-upgrade: Nest ${version} on %s`, (platform) => {
    gateways(platform);
  });
  describe(`bound-at-the-upgrade: Nest ${version}`, () => {
    ownPorts();
  });
}
