import { describe } from "vitest";
import { PLATFORM_NAMES, VERSIONS, withNest } from "./versions.ts";

for (const version of VERSIONS) {
  const { wrongAdapters } = await withNest(version, () => import("./wrong-adapters.ts"));

  describe.each(PLATFORM_NAMES)(`wrong-adapter: in Nest ${version} on %s`, (platform) => {
    wrongAdapters(platform);
  });
}
