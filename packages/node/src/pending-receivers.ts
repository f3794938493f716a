import type { HeaderReceiver } from "./header-receiver.ts";

/**
 * The connections of one server whose headers are not whole yet, the oldest first. Each has the same time, so one timer
 * for the oldest does for all: one for each would cost a connection more than reading its header does.
 */
export class PendingReceivers {
  readonly #receivers = new Set<HeaderReceiver>();
  readonly #timeout: number;
  #timer: NodeJS.Timeout | undefined;

  /** @param timeout milliseconds from the beginning of a connection until it is refused */
  constructor(timeout: number) {
    this.#timeout = timeout;
  }

  /** How many there are. */
  get size(): number {
    return this.#receivers.size;
  }

  /** @param receiver of a connection that began just now */
  add(receiver: HeaderReceiver): void {
    this.#receivers.add(receiver);
    this.#wait();
  }

  delete(receiver: HeaderReceiver): void {
    this.#receivers.delete(receiver);
  }

  /** Closes all of them: the server is closing. */
  close(): void {
    for (const receiver of this.#receivers) receiver.refuse("closed", "the server is closing");
  }

  /** The timer itself keeps no process alive: where nothing is connected, nothing is to be closed. */
  #wait(): void {
    if (this.#timer !== undefined) return;
    const [oldest] = this.#receivers;
    if (oldest !== undefined)
      this.#timer = setTimeout(this.#refuseLate, this.#left(oldest)).unref();
  }

  #left({ began }: HeaderReceiver): number {
    return began + this.#timeout - performance.now();
  }

  readonly #refuseLate = (): void => {
    this.#timer = undefined;
    try {
      for (const receiver of this.#receivers) {
        if (this.#left(receiver) > 0) break;
        receiver.refuse("timeout", `no whole PROXY header within ${this.#timeout} ms`);
      }
    } finally {
      // Also when whoever is told of a refusal throws.
      this.#wait();
    }
  };
}
