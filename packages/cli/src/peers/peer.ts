/** What the other libraries read of a request. The core's `Evidence` is one. */
export interface PeerRequest {
  /** The socket's peer; `undefined` when the connection is closed. */
  readonly peer: string | undefined;
  /** Names and values in turn, in wire order. */
  readonly rawHeaders: readonly string[];
}

/** Another library, as most applications set it up. */
export interface Peer {
  /** Its name, with a word for the setting where there are several: `Express, a count`. */
  readonly name: string;
  /** The usual setting, as an application writes it. */
  readonly setting: string;
  /** What it answers; `undefined` for no answer. */
  readonly answer: (request: PeerRequest) => string | undefined;
}
