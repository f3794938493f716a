import { expect, test } from "vitest";
import { renderDocs } from "./render-docs.ts";

test("docs/presets.md says what the fact sheets say", async () => {
  await expect(renderDocs()).toMatchFileSnapshot("../../../docs/presets.md");
});
