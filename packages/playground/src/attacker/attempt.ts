import type { Evidence, ProxyHeader, Resolution, Resolver } from "@client-ip/core";
import type { LineChanges, Piece } from "./attacker-answer.ts";
import { type Change, CHANGES, changesBetween } from "./change.ts";
import { FORGED, otherAddress, otherCharacters, otherTexts, surroundings } from "./other-texts.ts";
import { stretchesOf } from "../hops/marked-value.ts";
import { readHeaders } from "./read-headers.ts";
import type { WrittenByHops } from "../hops/written-by-hops.ts";

/** Characters that are tried one by one. */
const MAX_CHARACTERS = 4096;

/** Tries a request with other texts, and notes what that changes. */
export class Attempt {
  /** The answer to the request as it is. */
  readonly resolution: Resolution;
  /** The headers that the path may read. */
  readonly names: readonly string[];
  /** How many characters may still be tried one by one; negative if some were not. */
  left: number = MAX_CHARACTERS;
  readonly #resolver: Resolver;
  readonly #evidence: Evidence;
  readonly #texts: readonly string[];

  /** @param addresses that an attacker may name */
  constructor(resolver: Resolver, evidence: Evidence, addresses: readonly string[]) {
    this.#resolver = resolver;
    // The joined values would hide what is tried.
    this.#evidence = { ...evidence, headers: undefined };
    this.#texts = otherTexts([...new Set(addresses.filter((one) => /[.:]/.test(one)))]);
    this.names = readHeaders(resolver);
    this.resolution = resolver.resolve(this.#evidence);
  }

  /** What a line's other texts change, in steps. */
  *line(line: number, { parts }: WrittenByHops): Generator<undefined, LineChanges> {
    const name = this.#evidence.rawHeaders[line * 2]!;
    const value = this.#evidence.rawHeaders[line * 2 + 1]!;
    const pieces: Piece[] = [];
    for (const { from, to, by } of stretchesOf(value, line, parts)) {
      if (by === undefined) yield* this.#stretch(line, value, from, to, pieces);
      else pieces.push({ from, to, controlled: false, changes: [] });
    }
    const controlled = parts.every((part) => part.line !== line);
    return { name, value, controlled, changes: controlled ? this.#without(line) : [], pieces };
  }

  /**
   * The lines, after all that the client wrote alone were tried with one forged address at once:
   * two headers of one proxy must agree.
   */
  together(lines: readonly LineChanges[]): readonly LineChanges[] {
    const isRead = ({ name, controlled }: LineChanges): boolean =>
      controlled && this.names.includes(name.toLowerCase());
    if (lines.some(({ pieces }) => pieces.some(({ changes }) => changes.includes("address")))) {
      return lines;
    }
    const changes = FORGED.flatMap((text) =>
      this.#changes({
        rawHeaders: lines.flatMap((line) => [line.name, isRead(line) ? text : line.value]),
      }),
    );
    if (!changes.includes("address")) return lines;
    return lines.map((line) => (isRead(line) ? withAddress(line) : line));
  }

  /** What one more line of this name changes. It comes first: the hops write theirs after it. */
  adding(name: string): Change[] {
    const { rawHeaders } = this.#evidence;
    return gravestFirst(
      this.#texts.flatMap((text) => this.#changes({ rawHeaders: [name, text, ...rawHeaders] })),
    );
  }

  /** What other PROXY headers change, of which the hops wrote the first few. */
  proxyHeaders(written: number): Pick<Piece, "controlled" | "changes">[] {
    const { proxyProtocol = [] } = this.#evidence;
    const headers = "command" in proxyProtocol ? [proxyProtocol] : proxyProtocol;
    return headers.map((header, index) => {
      if (index < written) return { controlled: false, changes: [] };
      const before = headers.slice(0, index);
      const others = [before, [...before, forged(header), ...headers.slice(index + 1)]];
      const changes = others.flatMap((other) => this.#changes({ proxyProtocol: other }));
      return { controlled: true, changes: gravestFirst(changes) };
    });
  }

  /** A stretch of a line that the client controls: as a whole, and each character of it. */
  *#stretch(
    line: number,
    value: string,
    from: number,
    to: number,
    pieces: Piece[],
  ): Generator<undefined, void> {
    const [before, text, after] = [value.slice(0, from), value.slice(from, to), value.slice(to)];
    const whole = [...this.#texts, ...surroundings(text)].flatMap((other) =>
      this.#withValue(line, before + other + after),
    );
    for (let at = from; at < to; at++) {
      if (at % 16 === 0) yield;
      const changes = --this.left < 0 ? [] : this.#character(line, value, at);
      append(pieces, at, gravestFirst([...whole, ...changes]));
    }
  }

  #character(line: number, value: string, at: number): Change[] {
    const [before, after] = [value.slice(0, at), value.slice(at + 1)];
    return otherCharacters(value.charAt(at)).flatMap((other) =>
      this.#withValue(line, before + other + after),
    );
  }

  #withValue(line: number, value: string): Change[] {
    const rawHeaders = [...this.#evidence.rawHeaders];
    const isHost = rawHeaders[line * 2]?.toLowerCase() === "host";
    rawHeaders[line * 2 + 1] = value;
    const { authority } = this.#evidence;
    return this.#changes(
      isHost && authority !== undefined ? { rawHeaders, authority: value } : { rawHeaders },
    );
  }

  #without(line: number): Change[] {
    return this.#changes({ rawHeaders: this.#evidence.rawHeaders.toSpliced(line * 2, 2) });
  }

  #changes(other: Partial<Evidence>): Change[] {
    const answer = this.#resolver.resolve({ ...this.#evidence, ...other });
    return changesBetween(this.resolution, answer);
  }
}

/** A PROXY header that names another client. */
function forged({ version, transport, destination, tlvs, source }: ProxyHeader): ProxyHeader {
  const address = otherAddress(source?.address);
  const to = destination === undefined ? {} : { destination };
  const named = { command: "PROXY", family: "INET", source: { address, port: 1 } } as const;
  return { version, transport, tlvs, ...to, ...named };
}

/** A line of which another text can be the answer. */
function withAddress({ name, value, controlled, changes, pieces }: LineChanges): LineChanges {
  const graver = pieces.map(({ from, to, changes: known }) => ({
    from,
    to,
    controlled,
    changes: gravestFirst([...known, "address"]),
  }));
  return { name, value, controlled, changes, pieces: graver };
}

/** Adds a character to the last piece, or begins the next one. */
function append(pieces: Piece[], at: number, changes: readonly Change[]): void {
  const last = pieces.at(-1);
  const isSame = last?.controlled === true && last.changes.join() === changes.join();
  const from = isSame ? pieces.pop()!.from : at;
  pieces.push({ from, to: at + 1, controlled: true, changes });
}

function gravestFirst(changes: readonly Change[]): Change[] {
  return CHANGES.filter((change) => changes.includes(change));
}
