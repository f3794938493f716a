export { behaviors, conformance } from "./conformance.ts";
export type { Adapter, Behavior, Carrier, Reply, Subject } from "./subject.ts";
