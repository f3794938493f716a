import type { Server } from "node:http";

import { describe, expect, it } from "vitest";

import { clientOf } from "./graph.ts";
import { listen, recipe } from "./support.ts";

describe.each([{}, { "graphql-yoga": "graphql-yoga-5.0" }])("GraphQL Yoga %o", (older) => {
  it("tells a resolver the client, not the proxy and not the forged address", async () => {
    const { server } = await recipe<{ server: Server }>("graphql-yoga", older);
    const port = await listen(server);
    expect(await clientOf(port, "/graphql", "9.9.9.9, 203.0.113.7")).toEqual({
      data: { client: "203.0.113.7" },
    });
    expect(await clientOf(port, "/graphql")).toEqual({ data: { client: null } });
  });
});
