import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

import { describeReactRouter } from "./react-router.ts";

const require = createRequire(new URL("../react-router-7/package.json", import.meta.url));
const urlOf = (name: string): string => pathToFileURL(require.resolve(name)).href;

// The last major release for Node 20. The file beside this one has the newest.
describeReactRouter("react-router", {
  "react-router": urlOf("react-router"),
  "@react-router/express": urlOf("@react-router/express"),
});
