import { expect, it } from "vitest";
import { usualSpelling } from "../../src/headers/header-spelling.ts";

it.each([
  "X-Forwarded-For",
  "Forwarded",
  "X-Real-IP",
  "CF-Connecting-IP",
  "True-Client-IP",
  "X-Azure-ClientIP",
  "X-Azure-SocketIP",
  "X-AppEngine-User-IP",
  "X-NF-Client-Connection-IP",
  "CDN-Loop",
  "CloudFront-Viewer-Address",
  "EO-Connecting-IP",
  "X-Envoy-External-Address",
  "PROXY v2",
])("%s is spelled as usual", (name) => {
  expect(usualSpelling(name.startsWith("PROXY") ? name : name.toLowerCase())).toBe(name);
});
