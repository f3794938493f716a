import * as codec from "@client-ip/proxy-protocol";
import { checkCodec, corpus } from "../../../packages/proxy-protocol/test/fuzzer.ts";
import type { Target } from "../target.ts";

export const proxyCodec: Target = {
  name: "proxy-codec",
  guidedBy: ["proxy-protocol/src/"],
  seeds: corpus()
    .filter(({ length }) => length < 600)
    .map((bytes) => bytes.toString("latin1")),
  tokens: [
    "PROXY TCP4 ",
    "TCP6",
    "UNKNOWN",
    "\r\n",
    "\r\n\r\n\0\r\nQUIT\n",
    "\x21",
    "\x20",
    "\x11",
    "\x00\x0c",
    "\x03\x00\x04",
    "\x20\x00",
    "::",
    "65535",
    " ",
  ],
  check: (input) => checkCodec(codec, Buffer.from(input, "latin1")),
};
