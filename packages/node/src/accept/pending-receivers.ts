import { AsyncResource } from "node:async_hooks";
import type { HeaderReceiver } from "./header-receiver.ts";

/**
 * The connections of one server whose headers are not complete yet, the oldest first. All have the
 * same timeout, so one timer for the oldest is enough. A timer for each would cost more than
 * reading a header.
 */
export class PendingReceivers {
  readonly #receivers = new Set<HeaderReceiver>();
  readonly #timeout: number;
  #timer: NodeJS.Timeout | undefined;

  /** @param timeout milliseconds from the start of a connection until it is refused. */
  constructor(timeout: number) {
    this.#timeout = timeout;
  }

  /** The number of these connections. */
  get size(): number {
    return this.#receivers.size;
  }

  /** @param receiver of a connection that has just begun. */
  add(receiver: HeaderReceiver): void {
    this.#receivers.add(receiver);
    this.#wait();
  }

  delete(receiver: HeaderReceiver): void {
    this.#receivers.delete(receiver);
  }

  /** Closes all of them: the server is closing. */
  close(): void {
    for (const receiver of this.#receivers) refuse(receiver, "closed", "the close of the server");
  }

  /** The timer does not keep the process alive: without connections there is nothing to close. */
  #wait(): void {
    if (this.#timer !== undefined) return;
    const [oldest] = this.#receivers;
    if (oldest === undefined) return;
    // An immediate runs after the poll phase, so a process that was busy first reads what came in
    // time.
    const due = (): void => void setImmediate(this.#refuseLate);
    this.#timer = setTimeout(due, this.#left(oldest)).unref();
  }

  #left({ began }: HeaderReceiver): number {
    return began + this.#timeout - performance.now();
  }

  /**
   * Runs in the server's asynchronous context. A timer has the context of the connection that set
   * it.
   */
  readonly #refuseLate = AsyncResource.bind((): void => {
    this.#timer = undefined;
    for (const receiver of this.#receivers) {
      if (this.#left(receiver) > 0) break;
      refuse(receiver, "timeout", `${this.#timeout} ms without a complete header`);
    }
    this.#wait();
  });
}

/**
 * An exception of `onError` is uncaught, as from any listener. The other connections are still
 * closed.
 */
function refuse(receiver: HeaderReceiver, code: "closed" | "timeout", given: string): void {
  try {
    receiver.refuse({ code, given });
  } catch (error) {
    process.nextTick(() => {
      throw error;
    });
  }
}
