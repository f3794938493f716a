import type { ProxyHeader } from "@client-ip/core";
import { quote } from "@client-ip/core/internal";
import { latin1Bytes } from "../bytes.ts";
import { ProxyProtocolError } from "../errors.ts";
import { MAX_LINE } from "../decode/v1.ts";
import { addressError, checkedPort, endpointsOf, parseAddress } from "./address.ts";

/** Encodes a version 1 line (proxy-protocol.txt 2.1). Addresses are written as they are spelled. */
export function encodeV1(header: ProxyHeader): Uint8Array {
  if (header.tlvs.length > 0) throw new ProxyProtocolError("encode-tlv", "TLVs in version 1");
  const line = `PROXY ${fieldsOf(header)}\r\n`;
  if (line.length <= MAX_LINE) return latin1Bytes(line);
  throw new ProxyProtocolError("encode-too-large", `${line.length} bytes`);
}

function fieldsOf(header: ProxyHeader): string {
  const { command, family, transport } = header;
  if (command === "LOCAL" || family === "UNSPEC") return "UNKNOWN";
  if (transport !== "STREAM" || family === "UNIX") {
    throw new ProxyProtocolError(
      "encode-family",
      `${quote(family)} ${quote(transport)} in version 1`,
    );
  }
  const [source, destination] = endpointsOf(header);
  const version = family === "INET" ? 4 : 6;
  if (parseAddress(source.address).family !== version) throw addressError(source.address);
  // Of either family, because the decoder takes both and a decoded header can be sent on.
  parseAddress(destination.address);
  const addresses = `${source.address} ${destination.address}`;
  return `TCP${version} ${addresses} ${checkedPort(source)} ${checkedPort(destination)}`;
}
