import { afterEach, describe, expect, it, vi } from "vitest";

import { ask, FORGED, listen, recipe } from "./support.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

describe.each([{}, { morgan: "morgan-1.9" }])("morgan %o", (older) => {
  it("logs the client, not the proxy and not the forged address", async () => {
    const { app } = await recipe("morgan", older);
    const lines: unknown[] = [];
    vi.spyOn(process.stdout, "write").mockImplementation((line) => lines.push(line) > 0);
    await ask(await listen(app), [FORGED]);
    await ask(await listen(app), []);
    expect(lines).toEqual([
      expect.stringMatching(/^203\.0\.113\.7 - - \[.* "GET \/ HTTP\/1\.1" 200 6 "-" "-"\n$/),
      expect.stringMatching(/^- - - \[.* "GET \/ HTTP\/1\.1" 200 6 "-" "-"\n$/),
    ]);
  });
});
