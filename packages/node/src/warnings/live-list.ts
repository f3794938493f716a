import type { LiveAddresses } from "@client-ip/core";
import { warnOnce } from "./warn-once.ts";

/**
 * Warns of a live list that cannot be kept fresh, once for each list: at the start, when the copy
 * that the program began with is in use, and when the list has become stale.
 *
 * @param error why the refresh failed
 * @param lastSuccess of this process
 * @param now milliseconds since 1970
 */
export function warnOfLiveList(
  list: LiveAddresses,
  error: Error,
  lastSuccess: Date | undefined,
  now: number,
): void {
  const reason = error.message.replace(/\.?$/, ".");
  const { name, staleAfter, isPending } = list;
  const of = list.date === undefined ? "of an unknown day" : `of ${dayOf(list.date)}`;
  if (lastSuccess === undefined) {
    warnOnce("CLIENT_IP_LIVE_LIST", name, () => {
      const used = isPending
        ? "No address is known, so requests that may come from its hop are unresolved"
        : `The list ${of} is in use`;
      return `The live list "${name}" could not be read: ${reason} ${used}, until a refresh succeeds.`;
    });
  }
  if (staleAfter === undefined || isPending || !list.isStale(staleAfter, new Date(now))) return;
  warnOnce("CLIENT_IP_LIVE_LIST_STALE", name, () => {
    return (
      `The live list "${name}" is ${of}, and stale: new addresses are not recognized, and others ` +
      `may have some of the old ones by now. The last refresh failed: ${reason}`
    );
  });
}

/** Warns once for each list that it cannot be kept on disk, or could not be read from there. */
export function warnOfStore(name: string, error: unknown): void {
  warnOnce("CLIENT_IP_LIVE_LIST_STORE", name, () => {
    return `The live list "${name}" is not kept on disk: ${String(error)}`;
  });
}

function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}
