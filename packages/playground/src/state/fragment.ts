import { FIRST, type PageState } from "./page-state.ts";
import { withoutSecrets } from "./without-secrets.ts";

/** A longer fragment is not read. */
const MAX_FRAGMENT = 100_000;

/** The state as the fragment of a URL, without `#`. Secrets are never in it. */
export function toFragment(state: PageState): string {
  const { path, peer, headers, encrypted, proxy, step } = withoutSecrets(state);
  const fields = new URLSearchParams({ path, peer });
  for (const line of headers.split("\n")) if (line !== "") fields.append("header", line);
  if (encrypted) fields.set("encrypted", "true");
  if (proxy !== "") fields.set("proxy", proxy);
  if (step !== undefined) fields.set("step", String(step));
  return fields.toString();
}

/** The state that a fragment holds, with or without `#`; the first one if it holds none. */
export function fromFragment(fragment: string): PageState {
  if (fragment.length > MAX_FRAGMENT) return FIRST;
  const fields = new URLSearchParams(fragment.replace(/^#/, ""));
  if (!fields.has("path")) return FIRST;
  const step = fields.get("step") ?? "";
  return {
    path: fields.get("path") ?? "",
    peer: fields.get("peer") ?? "",
    headers: fields.getAll("header").join("\n"),
    encrypted: fields.get("encrypted") === "true",
    proxy: fields.get("proxy") ?? "",
    ...(/^\d{1,3}$/.test(step) ? { step: Number(step) } : {}),
  };
}
