/**
 * The codes of a `CommandError`, stable. `when` and `remedy` are for docs/errors.md, in Markdown;
 * an error's own remedy says more about its case.
 */
export const COMMAND_ERROR_CODES = {
  "command-usage": {
    when: "An option or argument of the command is unknown, missing, wrong, or said twice.",
    remedy: "`client-ip COMMAND --help` lists the options, with examples.",
  },
  "command-file": {
    when: "A file named on the command line cannot be read.",
    remedy: "Check the name. A relative name is looked up in the folder in which the command runs.",
  },
  "command-module": {
    when: "`--app MODULE#export` cannot be loaded, has no such export, or the export is no path and no resolver.",
    remedy:
      "Export the path by itself, from a module that starts no server: `export const path = definePath(…)`.",
  },
  "doctor-consent": {
    when: "`client-ip doctor` was called without `--yes-this-is-mine`. It sends forged headers.",
    remedy:
      "Ask only your own application, and add the option. [The doctor](doctor.md) says what is sent.",
  },
  "doctor-url": {
    when: "The URL for `client-ip doctor` is no URL, has no address, has a user, a query or a fragment, or is plain HTTP to another machine.",
    remedy:
      "Write the URL of your application as its clients see it, such as `https://app.example`.",
  },
  "doctor-token": {
    when: "The variable for `client-ip doctor` holds no token.",
    remedy:
      "Set `DIAGNOSTICS_TOKEN` to the token of `diagnostics({ token })`, or name another variable: `--token-env NAME`.",
  },
  "doctor-no-endpoint": {
    when: "The URL for `client-ip doctor` gives no answer, redirects, or is answered by something else than `diagnostics({ token })`.",
    remedy:
      "Switch the endpoint on, with the same token. [The doctor](doctor.md#the-endpoint) shows how, and when it stays closed.",
  },
  "doctor-limit": {
    when: "`client-ip doctor` reached the limit of its requests or of its time.",
    remedy: "Try again when the application has less to do.",
  },
  "request-text": {
    when: "A pasted request is not in a form that is known, or a line or field of it is wrong.",
    remedy:
      "Paste the whole output of `curl -v`, a `curl` command line, the raw lines of the request, a HAR file, or JSON with `rawHeaders`.",
  },
  "request-text-many": {
    when: "A pasted text holds several requests, or not the one that is meant.",
    remedy: "Say which is meant: `--entry N`, 1 being the first.",
  },
  "request-text-size": {
    when: "A pasted text is longer than 16 MiB, or the lines of its request are longer than 64 KiB.",
    remedy: "Paste one request. A server does not take so many header lines either.",
  },
  "proxy-bytes": {
    when: "The bytes of a PROXY header are not hexadecimal text, or no PROXY header.",
    remedy:
      'Write each byte as two hexadecimal digits: `xxd -p`, or Wireshark\'s "copy as hex stream".',
  },
  "vectors-answer": {
    when: "The program or server that `client-ip vectors` asks did not answer a question as [docs/vectors.md](vectors.md) says.",
    remedy: "Write one line for each question, with its `id`, and flush it.",
  },
} as const;
