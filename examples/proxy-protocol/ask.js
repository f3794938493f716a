import { once } from "node:events";
import { request } from "node:http";
import { request as requestSecurely } from "node:https";
import { text } from "node:stream/consumers";

import { proxyProtocolAgent, proxyProtocolSecureAgent } from "@client-ip/node/proxy-protocol";

/**
 * Sends a request as a balancer would, on behalf of a client. Exits with 1 unless the answer is
 * 200.
 *
 *     node ask.js http://127.0.0.1:3000 203.0.113.7
 */
const [url = "http://127.0.0.1:3000", address = "203.0.113.7"] = process.argv.slice(2);

const client = {
  source: { address, port: 40_001 },
  destination: { address: "192.0.2.1", port: 443 },
};
// The certificate of this example is self-signed.
const sent = url.startsWith("https:")
  ? requestSecurely(url, { agent: proxyProtocolSecureAgent(client), rejectUnauthorized: false })
  : request(url, { agent: proxyProtocolAgent(client) });
const [response] = await once(sent.end(), "response");
console.log(await text(response));
if (response.statusCode !== 200) {
  console.error(
    `answered with ${response.statusCode}: does its path trust a balancer at this address?`,
  );
  process.exitCode = 1;
}
