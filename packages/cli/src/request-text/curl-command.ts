import { CommandError } from "../errors.ts";
import { checkedLine, type HeaderLine, readHeaderLine } from "./header-line.ts";
import { type PastedRequest, requestWith } from "./pasted-request.ts";
import { shellWords } from "./shell-words.ts";

/** Options of curl that take a value (man curl, 8.17). Those read here are below. */
const WITH_VALUE = new Set(
  "-b -c -d -F -K -m -o -r -t -T -w -x -X -y -Y -z -C -D -E -P -Q -U --abstract-unix-socket --cacert --capath --cert --cert-type --ciphers --config --connect-timeout --connect-to --cookie --cookie-jar --curves --data --data-ascii --data-binary --data-raw --data-urlencode --dns-servers --doh-url --dump-header --form --form-string --interface --json --keepalive-time --key --key-type --limit-rate --local-port --max-redirs --max-time --noproxy --output --output-dir --parallel-max --pass --pinnedpubkey --preproxy --proto --proxy --proxy-header --proxy-user --range --rate --request --request-target --resolve --retry --retry-delay --retry-max-time --socks5 --socks5-hostname --stderr --tls-max --trace --trace-ascii --unix-socket --upload-file --url-query --variable --write-out".split(
    " ",
  ),
);
/** Letters of short options that take none; several may be joined, as in `-sSik`. */
const FLAGS = /^-[#0123468fgGijJIkLlMnNOpqRsSvZ]+$/;
/** What these options add to the request. */
const HEADER_OF: Readonly<Record<string, string>> = {
  "-A": "User-Agent",
  "--user-agent": "User-Agent",
  "-e": "Referer",
  "--referer": "Referer",
};

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
  const words = shellWords(text.replace(/^\$ /, ""));
  const lines: HeaderLine[] = [];
  const removed = new Set<string>();
  const urls: string[] = [];
  for (let index = 1; index < words.length; index++) {
    const word = words[index]!;
    const [option, joined] = optionOf(word);
    const value = (): string => joined ?? words[++index] ?? failOption(option, "needs a value");
    if (option === "-H" || option === "--header") addHeader(value(), lines, removed);
    else if (option in HEADER_OF) {
      lines.push(checkedLine(HEADER_OF[option]!, value(), `the option ${option}`));
    } else if (option === "--url") urls.push(value());
    else if (option === "-u" || option === "--user") value();
    else if (WITH_VALUE.has(option)) value();
    else if (option === "--haproxy-protocol" || option === "--haproxy-clientip")
      failOption(option, "sends a PROXY header, whose bytes are not in the command");
    else if (!word.startsWith("-")) urls.push(word);
    else if (!FLAGS.test(word) && !word.startsWith("--")) failOption(word, "is not known");
  }
  const host = hostOf(urls);
  const own = lines.filter(([name]) => !removed.has(name.toLowerCase()));
  const isNamed = lines.some(([name]) => name.toLowerCase() === "host");
  const isSent = host !== undefined && !isNamed && !removed.has("host");
  return requestWith("curl-command", isSent ? [["Host", host], ...own] : own);
}

/** An option with a value that is joined to it: `-HName: v` or, with two dashes, none in curl. */
function optionOf(word: string): readonly [option: string, joined: string | undefined] {
  const short = word.slice(0, 2);
  const takesValue =
    short in HEADER_OF || short === "-H" || short === "-u" || WITH_VALUE.has(short);
  if (word.startsWith("--") || word.length === 2 || !takesValue) return [word, undefined];
  return [short, word.slice(2)];
}

/** `Name: value`; `Name;` for an empty value; `Name:` takes back a header of curl's own. */
function addHeader(text: string, lines: HeaderLine[], removed: Set<string>): void {
  if (text.startsWith("@")) failOption("-H", "names a file, which is not read");
  const place = `the option -H number ${lines.length + removed.size + 1}`;
  if (/^[^:;]+;\s*$/.test(text)) {
    lines.push(checkedLine(text.trim().slice(0, -1), "", place));
    return;
  }
  const line = readHeaderLine(text, place);
  if (line[1] === "") removed.add(line[0].toLowerCase());
  else lines.push(line);
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

function failOption(option: string, why: string): never {
  throw new CommandError({
    code: "request-text",
    given: `a curl command line whose option ${option} ${why}`,
    expected: "one request, with the headers in it",
    remedy: "Run the command with -v and paste its output: that is what curl has sent.",
  });
}
