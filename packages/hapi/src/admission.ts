import { type Gate, rejectionOf } from "@client-ip/node/adapter";
import type { Lifecycle, Request, ResponseToolkit } from "@hapi/hapi";

/** Lets a request pass, or answers it. */
export type Admission = (request: Request, h: ResponseToolkit) => Lifecycle.ReturnValue;

/** A gate in the form of hapi's extension points. */
export function admission(admits: Gate["admits"]): Admission {
  return (request, h) => {
    const { req } = request.raw;
    const isAdmitted = admits(req, request);
    // hapi has noted the headers, which the seal replaces.
    Object.assign(request, { headers: req.headers });
    if (isAdmitted) return h.continue;
    const { status, headers, body } = rejectionOf(req);
    const response = h.response(body).code(status).takeover();
    for (const [name, value] of Object.entries(headers)) response.header(name, value);
    return response;
  };
}
