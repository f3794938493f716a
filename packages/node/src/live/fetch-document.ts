import { publicUrl } from "@client-ip/core/internal";
import { DocumentError } from "./document-error.ts";

/** The most bytes of a document, uncompressed: Azure's, the largest, has about 5 million. */
export const MAX_BYTES: number = 16 * 1024 * 1024;

const MAX_REDIRECTS = 3;

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** What a server sends for a document that is a file. */
const BYTES = ["application/octet-stream", "binary/octet-stream"];

/** The media types of each kind of document. */
const TYPES: Readonly<Record<"json" | "lines", readonly string[]>> = {
  json: ["application/json", "text/json", "text/plain", ...BYTES],
  lines: ["text/plain", ...BYTES],
};

/** By which the server knows a version of the document (RFC 9110 8.8). */
export interface Validators {
  readonly etag: string | null;
  readonly lastModified: string | null;
}

/** A document as it was sent. */
export interface FetchedDocument extends Validators {
  readonly text: string;
}

/**
 * Fetches a document, unless the server says that it is still the known version.
 *
 * @param url https, or http on loopback
 * @param kind decides which media types are read
 * @param known the version that is known
 * @returns `undefined` if it has not changed
 * @throws {DocumentError} for no answer, another status than 200, another type, a redirect to
 *   another origin, too many bytes, or bytes that are not UTF-8
 */
export async function fetchDocument(
  url: URL,
  kind: "json" | "lines",
  signal: AbortSignal,
  known?: Validators,
): Promise<FetchedDocument | undefined> {
  const response = await request(url, signal, known, MAX_REDIRECTS);
  if (response === undefined) return undefined;
  try {
    checkType(url, kind, response);
    const text = decode(url, await readAll(url, response));
    const { headers } = response;
    return { text, etag: headers.get("etag"), lastModified: headers.get("last-modified") };
  } catch (error) {
    await discard(response);
    throw error instanceof DocumentError ? error : noAnswer(url, error);
  }
}

async function request(
  url: URL,
  signal: AbortSignal,
  known: Validators | undefined,
  redirects: number,
): Promise<Response | undefined> {
  const conditions = {
    ...(known?.etag != null && { "if-none-match": known.etag }),
    ...(known?.lastModified != null && { "if-modified-since": known.lastModified }),
  };
  let response: Response;
  try {
    response = await fetch(url, { redirect: "manual", headers: conditions, signal });
  } catch (error) {
    throw noAnswer(url, error);
  }
  const { status } = response;
  if (status === 200) return response;
  await discard(response);
  if (status === 304 && known !== undefined) return undefined;
  if (!REDIRECTS.has(status)) {
    const retryAfter = retryAfterOf(response);
    throw new DocumentError(`${nameOf(url)} answered ${status}`, "200", { retryAfter });
  }
  const target = targetOf(url, response);
  if (redirects === 0) throw new DocumentError(`${nameOf(url)} redirects again`, "a document");
  return request(target, signal, known, redirects - 1);
}

/**
 * Another origin was not configured: who serves it is not the publisher that the user trusts, and
 * an open redirect could lead to any server. The error names it, so that a user can.
 */
function targetOf(url: URL, response: Response): URL {
  const location = response.headers.get("location");
  const isUrl = location !== null && URL.canParse(location, url.href);
  const target = isUrl ? new URL(location, url) : undefined;
  if (target?.origin === url.origin && target.username === "" && target.password === "") {
    return target;
  }
  const where = target === undefined ? "nowhere" : nameOf(target);
  throw new DocumentError(
    `${nameOf(url)} redirects to ${where}`,
    "a redirect to the same origin, or none: if the other one is right, configure it",
  );
}

function checkType(url: URL, kind: "json" | "lines", { headers }: Response): void {
  const given = headers.get("content-type") ?? "no content-type";
  const type = given.replace(/;.*/s, "").trim().toLowerCase();
  if (TYPES[kind].includes(type) || (kind === "json" && type.endsWith("+json"))) return;
  throw new DocumentError(`${nameOf(url)} is ${given.slice(0, 60)}`, TYPES[kind].join(", "));
}

/** The rest of the body is not wanted, and the connection not left waiting. */
async function discard({ body }: Response): Promise<void> {
  await body?.cancel().catch(() => undefined);
}

async function readAll(url: URL, { body, headers }: Response): Promise<Uint8Array> {
  if (Number(headers.get("content-length")) > MAX_BYTES) failSize(nameOf(url));
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.length;
    if (size > MAX_BYTES) failSize(nameOf(url));
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** @throws {DocumentError} */
export function failSize(what: string): never {
  throw new DocumentError(`${what} has more than ${MAX_BYTES} bytes`, `at most ${MAX_BYTES} bytes`);
}

function decode(url: URL, bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new DocumentError(`${nameOf(url)} is not UTF-8`, "text in UTF-8", { cause });
  }
}

function nameOf(url: URL): string {
  return publicUrl(url.href);
}

function noAnswer(url: URL, cause: unknown): DocumentError {
  return new DocumentError(`no whole answer of ${nameOf(url)} (${reasonOf(cause)})`, "a document", {
    remedy: "Let this process connect to it, or name a mirror with url.",
    cause,
  });
}

/** Node says only "fetch failed", and has the reason in the cause. */
function reasonOf(error: unknown): string {
  const { cause, message }: { readonly cause?: unknown; readonly message?: unknown } =
    Object(error);
  const { code }: { readonly code?: unknown } = Object(cause);
  return String(code ?? message).slice(0, 80);
}

/** Retry-After (RFC 9110 10.2.3): seconds, or a date. In milliseconds from now. */
function retryAfterOf({ headers }: Response): number | undefined {
  const value = headers.get("retry-after");
  if (value === null) return undefined;
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}
