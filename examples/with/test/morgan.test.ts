import { describe, expect, it } from "vitest";

import { logged } from "./logged.ts";
import { ask, FORGED, listen, recipe } from "./support.ts";

describe.each([{}, { morgan: "morgan-1.9" }])("morgan %o", (older) => {
  it("logs the client, not the proxy and not the forged address", async () => {
    const log = await logged(async () => {
      const { app } = await recipe("morgan", older);
      const port = await listen(app);
      await ask(port, [FORGED]);
      await ask(port, []);
    });
    expect(log.split("\n")).toEqual([
      expect.stringMatching(/^203\.0\.113\.7 - - \[.* "GET \/ HTTP\/1\.1" 200 6 "-" "-"$/),
      expect.stringMatching(/^- - - \[.* "GET \/ HTTP\/1\.1" 200 6 "-" "-"$/),
      "",
    ]);
  });
});
