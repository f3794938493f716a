import { ClientIpError } from "../errors.ts";
import type { Evidence } from "../evidence.ts";
import { isObject } from "../options/fields.ts";
import { kindOf } from "../options/check-options.ts";

/**
 * Checks that it is evidence. A resolver checks it before it explains, and otherwise only where a
 * walk fails, so that requests do not pay for it.
 *
 * @throws ClientIpError `config-type`
 */
export function checkEvidence(given: Evidence): void {
  const evidence: unknown = given;
  if (isObject(evidence)) {
    const { peer, rawHeaders } = evidence;
    const isPeer = peer === undefined || typeof peer === "string";
    if (isPeer && Array.isArray(rawHeaders)) return;
  }
  throw new ClientIpError({
    code: "config-type",
    given: `${kindOf(evidence)} in place of evidence`,
    expected: "an object with peer, which is text or undefined, and rawHeaders, an array",
    remedy: "Write { peer: '127.0.0.1', rawHeaders: ['X-Forwarded-For', '203.0.113.7'] }.",
  });
}
