import { CommandError } from "../errors.ts";

/** An option of curl with its value, or a word that is none: a URL. */
export interface CurlOption {
  /** `-H`, `--header`; `undefined` for a URL. */
  readonly option?: string;
  /** Empty if the option takes none. */
  readonly value: string;
}

/** Letters of short options that take a value (man curl, 8.17). */
const LETTERS_WITH_VALUE = "AbcCdDeEFHKmoPQrtTuUwxXyYz";
/** Letters of those that take none; several may be joined, as in `-sSik`. */
const FLAGS = "#0123468aBfgGijJIkLlMnNOpqRsSvVZ";
/** Long options that take a value. */
const WITH_VALUE = new Set(
  "abstract-unix-socket alt-svc aws-sigv4 cacert capath cert cert-type ciphers config connect-timeout connect-to continue-at cookie cookie-jar create-file-mode crlfile curves data data-ascii data-binary data-raw data-urlencode delegation dns-interface dns-ipv4-addr dns-ipv6-addr dns-servers doh-url dump-header ech egd-file engine etag-compare etag-save expect100-timeout form form-string ftp-account ftp-alternative-to-user ftp-method ftp-port ftp-ssl-ccc-mode happy-eyeballs-timeout-ms haproxy-clientip header hostpubmd5 hostpubsha256 hsts interface ip-tos ipfs-gateway json keepalive-cnt keepalive-time key key-type krb libcurl limit-rate local-port login-options mail-auth mail-from mail-rcpt max-filesize max-redirs max-time netrc-file noproxy oauth2-bearer output output-dir parallel-max pass pinnedpubkey preproxy proto proto-default proto-redir proxy proxy-cacert proxy-capath proxy-cert proxy-cert-type proxy-ciphers proxy-crlfile proxy-header proxy-key proxy-key-type proxy-pass proxy-pinnedpubkey proxy-service-name proxy-tls13-ciphers proxy-tlsauthtype proxy-tlspassword proxy-tlsuser proxy-user proxy1.0 pubkey quote random-file range rate referer request request-target resolve retry retry-delay retry-max-time sasl-authzid service-name sigalgs socks4 socks4a socks5 socks5-gssapi-service socks5-hostname speed-limit speed-time stderr telnet-option tftp-blksize time-cond tls-max tls13-ciphers tlsauthtype tlspassword tlsuser trace trace-ascii trace-config unix-socket upload-file upload-flags url url-query user user-agent variable vlan-priority write-out".split(
    " ",
  ),
);

/**
 * The options of a curl command line, as curl reads its words: `-sH 'A: b'` is `-s` and `-H`.
 *
 * @param words without the name of curl
 * @throws CommandError `request-text`, which never shows a value
 */
export function curlOptions(words: readonly string[]): CurlOption[] {
  const options: CurlOption[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index]!;
    const next = (option: string): string => words[++index] ?? failOption(option, "needs a value");
    if (!word.startsWith("-") || word === "-") options.push({ value: word });
    else if (word.startsWith("--")) {
      const value = WITH_VALUE.has(word.slice(2)) ? next(word) : "";
      options.push({ option: word, value });
    } else options.push(...shortOptions(word, next));
  }
  return options;
}

/** The options of one word with one dash. What follows a letter that takes a value is the value. */
function shortOptions(word: string, next: (option: string) => string): CurlOption[] {
  const options: CurlOption[] = [];
  for (let index = 1; index < word.length; index++) {
    const letter = word[index]!;
    const option = `-${letter}`;
    if (LETTERS_WITH_VALUE.includes(letter)) {
      const joined = word.slice(index + 1);
      return [...options, { option, value: joined === "" ? next(option) : joined }];
    }
    if (!FLAGS.includes(letter)) failOption(`number ${index} of a word`, "is not known");
    options.push({ option, value: "" });
  }
  return options;
}

/** @throws CommandError `request-text` */
export function failOption(option: string, why: string): never {
  throw new CommandError({
    code: "request-text",
    given: `a curl command line whose option ${option} ${why}`,
    expected: "one request, with the headers in it",
    remedy: "Run the command with -v and paste its output: that is what curl has sent.",
  });
}
