import { AsyncResource } from "node:async_hooks";
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
    for (const receiver of this.#receivers) refuse(receiver, "closed", "the server is closing");
  }

  /** The timer itself keeps no process alive: where nothing is connected, nothing is to be closed. */
  #wait(): void {
    if (this.#timer !== undefined) return;
    const [oldest] = this.#receivers;
    if (oldest === undefined) return;
    // A process that was busy until now reads first what came in time: that is what lies between a timer and an immediate.
    const due = (): void => void setImmediate(this.#refuseLate);
    this.#timer = setTimeout(due, this.#left(oldest)).unref();
  }

  #left({ began }: HeaderReceiver): number {
    return began + this.#timeout - performance.now();
  }

  /** In the server's own context: a timer has that of the connection that happened to set it. */
  readonly #refuseLate = AsyncResource.bind((): void => {
    this.#timer = undefined;
    for (const receiver of this.#receivers) {
      if (this.#left(receiver) > 0) break;
      refuse(receiver, "timeout", `no whole PROXY header within ${this.#timeout} ms`);
    }
    this.#wait();
  });
}

/** What `onError` throws is uncaught, as from any listener; it holds up neither the other refusals nor the server's close(). */
function refuse(receiver: HeaderReceiver, code: "closed" | "timeout", message: string): void {
  try {
    receiver.refuse(code, message);
  } catch (error) {
    process.nextTick(() => {
      throw error;
    });
  }
}
