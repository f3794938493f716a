import { type Client, loopbackIpv4 } from "./clients.ts";
import { conversation } from "./exchange.ts";
import type { Answer, Topology } from "./topology.ts";

/** A client's connection to a proxy that stays open between requests. */
export interface KeptConnection {
  /** The client's own address and port, which each answer should be; known once there was one. */
  honest(): string;
  /**
   * Sends a request with these header lines.
   *
   * @returns the client's address and port as the application knows them.
   */
  ask(...lines: readonly string[]): Promise<string>;
  end(): void;
}

/** Opens a connection through the proxies. */
export function keptConnection(topology: Topology, client: Client = loopbackIpv4): KeptConnection {
  const socket = topology.connect(client);
  const ask = conversation(socket);
  return {
    honest: () => `${client.address} ${socket.localPort}`,
    async ask(...lines) {
      const reply = await ask(lines);
      const { ip, port } = (JSON.parse(reply?.body ?? "") as Answer).clientIpInfo;
      return `${ip} ${port}`;
    },
    end: () => void socket.destroy(),
  };
}
