import type { Target } from "./target.ts";
import { addresses } from "./targets/addresses.ts";
import { configuration } from "./targets/configuration.ts";
import { forwarded } from "./targets/forwarded.ts";
import { proxyCodec } from "./targets/proxy-codec.ts";
import { ranges } from "./targets/ranges.ts";
import { receiver } from "./targets/receiver.ts";
import { requestText } from "./targets/request-text.ts";
import { xForwardedFor } from "./targets/x-forwarded-for.ts";
import { xfcc } from "./targets/xfcc.ts";

/** All that is fuzzed. */
export const targets: readonly Target[] = [
  addresses,
  ranges,
  xForwardedFor,
  forwarded,
  xfcc,
  proxyCodec,
  receiver,
  configuration,
  requestText,
];
