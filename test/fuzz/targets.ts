import type { Target } from "./target.ts";
import { addresses } from "./targets/addresses.ts";
import { configuration } from "./targets/configuration.ts";
import { externalAddress } from "./targets/external-address.ts";
import { forwarded } from "./targets/forwarded.ts";
import { headerNames } from "./targets/header-names.ts";
import { proxyCodec } from "./targets/proxy-codec.ts";
import { ranges } from "./targets/ranges.ts";
import { receiver } from "./targets/receiver.ts";
import { requestText } from "./targets/request-text.ts";
import { singleValues } from "./targets/single-values.ts";
import { xForwardedFor } from "./targets/x-forwarded-for.ts";
import { xfcc } from "./targets/xfcc.ts";

/** All that is fuzzed. */
export const targets: readonly Target[] = [
  addresses,
  ranges,
  headerNames,
  xForwardedFor,
  singleValues,
  externalAddress,
  forwarded,
  xfcc,
  proxyCodec,
  receiver,
  configuration,
  requestText,
];
