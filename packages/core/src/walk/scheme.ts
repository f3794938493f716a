import { parameterOf } from "../headers/forwarded-element.ts";
import { joinedHeader } from "../headers/header-lines.ts";
import { usualSpelling } from "../headers/header-spelling.ts";
import { isOverTls, proxyHeaderAt } from "../headers/proxy-protocol.ts";
import { elementOf, readHost, readScheme } from "../headers/scheme-and-host.ts";
import {
  type Belief,
  type Beliefs,
  DIRECT_BELIEFS,
  INNER_LINK,
  NO_BELIEFS,
} from "../path/statements.ts";
import type { Trace } from "./trace.ts";
import type { WalkState } from "./walk-state.ts";

const WRITTEN_INSIDE =
  "scheme-of-inner-link: an inner hop may have written the header about its own link. Say on the outermost hop what it sets, and on each inner hop what it does to that header, such as { passes: 'x-forwarded-proto' }";
const PLAIN_INSIDE =
  "scheme-of-inner-link: the link inside is plain, but TLS may have ended at the outermost hop. If its clients use http, write proto: 'http' on that hop";

/** What is believed after this walk; `undefined` if no hop says anything. */
export function believed({ walked, stopReason }: WalkState): Beliefs | undefined {
  const beliefs = walked === undefined ? DIRECT_BELIEFS : walked.beliefs;
  return beliefs === NO_BELIEFS || stopReason !== "stopped" ? undefined : beliefs;
}

/** The scheme that the client used, if the outermost walked hop or its own socket tells it. */
export function protoOf(
  state: WalkState,
  { proto }: Beliefs,
  trace?: Trace,
): "http" | "https" | undefined {
  return proto.from === "socket"
    ? schemeOfSocket(state, trace)
    : told("proto", proto, state, readScheme, trace);
}

/** The host that the client asked for, under the same rule. */
export function hostOf(state: WalkState, { host }: Beliefs, trace?: Trace): string | undefined {
  if (host.from !== "socket") return told("host", host, state, readHost, trace);
  const { authority } = state.evidence;
  const value = authority === undefined ? undefined : readHost(authority);
  if (value !== undefined) trace?.told("host", value, "the request itself", state);
  return value;
}

function schemeOfSocket(state: WalkState, trace: Trace | undefined): "http" | "https" | undefined {
  const { evidence, proxyHeaders, walked } = state;
  const { encrypted } = evidence;
  if (encrypted === true) {
    trace?.told("proto", "https", "the socket", state);
    return "https";
  }
  if (isOverTls(proxyHeaderAt(evidence, proxyHeaders - 1))) {
    trace?.told("proto", "https", "the PROXY header", state);
    return "https";
  }
  if (encrypted === undefined) return undefined;
  if (walked !== undefined) {
    trace?.untold("proto", PLAIN_INSIDE, state);
    return undefined;
  }
  trace?.told("proto", "http", "the socket", state);
  return "http";
}

function told<Value extends string>(
  field: "proto" | "host",
  belief: Belief,
  state: WalkState,
  read: (text: string) => Value | undefined,
  trace: Trace | undefined,
): Value | undefined {
  if (belief === INNER_LINK) trace?.untold(field, WRITTEN_INSIDE, state);
  const text = textOf(field, belief, state);
  const value = text === undefined ? undefined : read(text);
  if (value === undefined) {
    if (belief.from === "header" || text !== undefined) {
      trace?.unread(field, headerOf(belief), state);
    }
    return undefined;
  }
  if (belief.onlyHttps === true && value === "http") {
    trace?.untold(field, PLAIN_INSIDE, state);
    return undefined;
  }
  trace?.told(
    field,
    value,
    belief.from === "hop" ? "the path" : usualSpelling(headerOf(belief)),
    state,
  );
  return value;
}

/** What is written there about the scheme or the host. */
function textOf(field: "proto" | "host", belief: Belief, state: WalkState): string | undefined {
  switch (belief.from) {
    case "hop":
      return belief.value;
    case "header": {
      const line = joinedHeader(state.evidence, belief.header);
      return line === undefined ? undefined : elementOf(line, belief.element);
    }
    case "element":
      return parameterOf(state.cursor, field);
    default:
      return undefined;
  }
}

function headerOf(belief: Belief): string {
  return belief.from === "header" ? belief.header : "forwarded";
}
