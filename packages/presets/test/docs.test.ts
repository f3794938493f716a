import { expect, it } from "vitest";
import { renderDocs } from "./render-docs.ts";

it("docs/hops.md is generated from the fact sheets", async () => {
  await expect(renderDocs()).toMatchFileSnapshot("../../../docs/hops.md");
});
