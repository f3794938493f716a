import { ClientIpError } from "../../src/index.ts";

/** The error of this library that a call throws. */
export function thrownBy(call: () => unknown): ClientIpError {
  try {
    call();
  } catch (error) {
    if (error instanceof ClientIpError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}
