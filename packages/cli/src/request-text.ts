export type { CommandErrorCode } from "./errors.ts";
export { CommandError } from "./errors.ts";
export type { PastedRequest } from "./request-text/pasted-request.ts";
export { readProxyBytes } from "./request-text/proxy-bytes.ts";
export type { ReadOptions } from "./request-text/read-request.ts";
export { readRequest } from "./request-text/read-request.ts";
export { withProxyHeaders } from "./request-text/with-proxy-headers.ts";
