import { joinedHeader } from "../headers/header-lines.ts";
import { elementOf, readHost, readScheme } from "../headers/scheme-and-host.ts";
import { type Belief, DIRECT_BELIEFS, INNER_LINK } from "../path/statements.ts";
import type { Trace } from "./trace.ts";
import type { WalkState } from "./walk-state.ts";

const SCHEME_OF_INNER_LINK =
  "scheme-of-inner-link: an inner hop may have written the header about its own link. Say on the outermost hop what it sets, and on each inner hop what it does to that header, such as { passes: 'x-forwarded-proto' }";

/** The scheme that the client used, if the outermost walked hop or its own socket tells it. */
export function protoOf(state: WalkState, trace?: Trace): "http" | "https" | undefined {
  if (state.stopReason !== "stopped") return undefined;
  const { proto } = state.walked?.beliefs ?? DIRECT_BELIEFS;
  if (proto.from === "hop") return proto.value;
  if (proto.from !== "socket") return told("proto", proto, state, readScheme, trace);
  const { encrypted } = state.evidence;
  if (encrypted === true) return "https";
  // Behind a hop of the connection, its own link may be the plain one.
  return encrypted === false && state.walked === undefined ? "http" : undefined;
}

/** The host that the client asked for, under the same rule. */
export function hostOf(state: WalkState, trace?: Trace): string | undefined {
  if (state.stopReason !== "stopped") return undefined;
  const { host } = state.walked?.beliefs ?? DIRECT_BELIEFS;
  if (host.from !== "socket") return told("host", host, state, readHost, trace);
  const { authority } = state.evidence;
  return authority === undefined ? undefined : readHost(authority);
}

function told<Value extends string>(
  field: "proto" | "host",
  belief: Belief,
  state: WalkState,
  read: (text: string) => Value | undefined,
  trace: Trace | undefined,
): Value | undefined {
  if (belief.from !== "header") {
    if (belief === INNER_LINK) trace?.untold(field, SCHEME_OF_INNER_LINK, state);
    return undefined;
  }
  const { header, element } = belief;
  if (state.evidence.truncated === true) {
    trace?.untold(field, "may be one of the lines that the server's limit dropped", state, header);
    return undefined;
  }
  const line = joinedHeader(state.evidence, header);
  const text = line === undefined ? undefined : elementOf(line, element);
  const value = text === undefined ? undefined : read(text);
  if (value === undefined) {
    trace?.untold(field, line === undefined ? "is absent" : "cannot be read", state, header);
  }
  return value;
}
