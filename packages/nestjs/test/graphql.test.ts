import { describe } from "vitest";
import { VERSIONS, withNest } from "./versions.ts";

for (const version of VERSIONS) {
  const { graphQl } = await withNest(version, () => import("./graphql.ts"));

  describe(`GraphQL in Nest ${version}`, () => {
    graphQl();
  });
}
