export { behaviors, conformance } from "./conformance.ts";
export type { Adapter, Behavior, Reply, RequestLike, Subject } from "./subject.ts";
