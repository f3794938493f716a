export { behaviors, conformance } from "./conformance.ts";
export type { Adapter, Behavior, Reply, RequestLike, Subject, Treatment } from "./subject.ts";
