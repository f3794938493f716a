import { type CurlOption, curlOptions, failOption } from "./curl-options.ts";
import { checkedLine, type HeaderLine, readHeaderLine } from "./header-line.ts";
import { type PastedRequest, requestWith } from "./pasted-request.ts";
import { shellWords } from "./shell-words.ts";

/** Whether a text begins as a command line of curl does. */
export function isCurlCommand(text: string): boolean {
  return /^(\$ )?(\/\S*\/)?curl(\.exe)?\s/.test(text);
}

/**
 * Reads a command line of curl: the URL's host and the headers that it names. What curl adds by
 * itself and no proxy's path reads, such as `Accept`, is left out; so are cookies, credentials and
 * the body.
 *
 * @throws CommandError `request-text`
 */
export function readCurlCommand(text: string): PastedRequest {
  const request: CurlRequest = { urls: [], own: new Map(), lines: [] };
  for (const option of curlOptions(shellWords(text.replace(/^\$ /, "")).slice(1))) {
    take(option, request);
  }
  const { urls, own, lines } = request;
  // Of several Host lines curl sends the first, in place of the URL's.
  const hosts = valuesOf("Host", lines);
  const hostOfUrl = hostOf(urls);
  const host = hosts.length > 0 ? hosts[0] : hostOfUrl;
  const written: MaybeLine[] = ["User-Agent", "Referer"].map((name) => [
    name,
    valuesOf(name, lines).length > 0 ? undefined : own.get(name),
  ]);
  const others = lines.filter(([name]) => name.toLowerCase() !== "host");
  const all: MaybeLine[] = [["Host", host], ...written, ...others];
  return requestWith(
    "curl-command",
    all.filter((line) => isSent(line)),
  );
}

/** What the options have said so far. */
interface CurlRequest {
  readonly urls: string[];
  /** Headers that curl writes itself, unless `-H` names them. */
  readonly own: Map<string, string>;
  /** Those of `-H`; `undefined` for `Name:`, which is not sent. */
  readonly lines: MaybeLine[];
}

type MaybeLine = readonly [name: string, value: string | undefined];

const isSent = (line: MaybeLine): line is HeaderLine => line[1] !== undefined;

const valuesOf = (name: string, lines: readonly MaybeLine[]): (string | undefined)[] =>
  lines.filter(([one]) => one.toLowerCase() === name.toLowerCase()).map(([, value]) => value);

function take({ option, value }: CurlOption, request: CurlRequest): void {
  switch (option) {
    case undefined:
    case "--url":
      request.urls.push(value);
      break;
    case "-H":
    case "--header":
      addHeader(value, request);
      break;
    case "-A":
    case "--user-agent":
      addOwn("User-Agent", value, option, request);
      break;
    case "-e":
    case "--referer":
      addOwn("Referer", value, option, request);
      break;
    case "--haproxy-protocol":
    case "--haproxy-clientip":
      failOption(option, "sends a PROXY header, whose bytes are not in the command");
    case "--next":
      failOption(option, "means several requests");
  }
}

/** The last one counts. An empty one is not sent. */
function addOwn(name: string, value: string, option: string, { own }: CurlRequest): void {
  if (value === "") own.delete(name);
  else own.set(name, checkedLine(name, value, `the option ${option}`)[1]);
}

/** `Name: value`; `Name;` for an empty value; `Name:` takes back a header of curl's own. */
function addHeader(text: string, { lines }: CurlRequest): void {
  if (text.startsWith("@")) failOption("-H", "names a file, which is not read");
  const place = `the option -H number ${lines.length + 1}`;
  if (/^[^:;]+;\s*$/.test(text)) lines.push(checkedLine(text.trim().slice(0, -1), "", place));
  else {
    const [name, value] = readHeaderLine(text, place);
    lines.push([name, value === "" ? undefined : value]);
  }
}

/** The host and port of the only URL, as curl sends them. */
function hostOf(urls: readonly string[]): string | undefined {
  if (urls.length > 1) failOption(`of ${urls.length} URLs`, "means several requests");
  const [url] = urls;
  if (url === undefined) return undefined;
  const whole = /^[a-z][a-z\d+.-]*:\/\//i.test(url) ? url : `http://${url}`;
  if (!URL.canParse(whole)) failOption("of the URL", "is not a URL");
  return new URL(whole).host;
}
