import type { ProxyHeader } from "@client-ip/core";
import { bytesOf } from "../bytes.ts";
import { ProxyProtocolError } from "../errors.ts";
import { MAX_LINE } from "../decode/v1.ts";
import { badAddress, endsOf, portOf, wordsOf } from "./address.ts";

/** Writes a version 1 line (proxy-protocol.txt 2.1); addresses stay as they are spelled. */
export function encodeV1(header: ProxyHeader): Uint8Array {
  if (header.tlvs.length > 0) throw new ProxyProtocolError("encode-tlv", "TLVs in version 1");
  const line = `PROXY ${wordsAfterProxy(header)}\r\n`;
  if (line.length <= MAX_LINE) return bytesOf(line);
  throw new ProxyProtocolError("encode-too-large", `${line.length} bytes`);
}

function wordsAfterProxy(header: ProxyHeader): string {
  const { command, family, transport } = header;
  if (command === "LOCAL" || family === "UNSPEC") return "UNKNOWN";
  if (transport !== "STREAM" || family === "UNIX") {
    throw new ProxyProtocolError("encode-family", `${family} ${transport} in version 1`);
  }
  const [source, destination] = endsOf(header);
  const version = family === "INET" ? 4 : 6;
  if (wordsOf(source.address).family !== version) throw badAddress(source.address);
  // The decoder takes a destination of either family, so one that was decoded can be sent on.
  wordsOf(destination.address);
  const addresses = `${source.address} ${destination.address}`;
  return `TCP${version} ${addresses} ${portOf(source)} ${portOf(destination)}`;
}
