// Written by tools/snapshots.mjs: `npm run snapshots` renews it.
// Source: the list "imperva" of https://github.com/MISP/misp-warninglists,
// version 2026-08-31, a copy of https://my.imperva.com/api/integration/v1/ips
// License: CC0 1.0 (https://creativecommons.org/publicdomain/zero/1.0/).
import type { Snapshot } from "./snapshot.ts";

export const IMPERVA: Snapshot = {
  date: "2026-08-31",
  sha256: "2e46a4ad01ac6230bd81bff8b8e6246a5fb29730ed0c9f47f7feb4dbd29f5774",
  text: `
45.60.0.0/16 45.64.64.0/22 45.223.0.0/16 103.28.248.0/22 107.154.0.0/16 131.125.128.0/17
149.126.72.0/21 185.11.124.0/22 192.230.64.0/18 198.143.32.0/19 199.83.128.0/21 2a02:e980::/29
`,
};
