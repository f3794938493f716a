export { behaviours, conformance } from "./conformance.ts";
export type { Adapter, Behaviour, Carrier, Reply, Subject } from "./subject.ts";
