import { type Report, showsStyles, type Terminal } from "../options/output.ts";
import { type PathOptions, resolverFor } from "../options/path-option.ts";
import { evidenceFor, type RequestOptions } from "../options/request-option.ts";

/** The options of `client-ip explain`. */
export type ExplainOptions = PathOptions & RequestOptions;

/**
 * The walk of one request, step by step.
 *
 * @throws ClientIpError when the path or the request is not valid
 */
export async function explain(options: ExplainOptions, terminal: Terminal): Promise<Report> {
  const resolver = await resolverFor(options, terminal);
  const explanation = resolver.explain(await evidenceFor(options, resolver, terminal));
  return {
    text: (paint) => (showsStyles(paint) ? explanation.toColor() : explanation.toString()),
    json: explanation,
    exitCode: 0,
  };
}
