/**
 * An IP address as 32-bit words: the only form in which addresses are compared. One instance is a register
 * that is written again and again, so that a request allocates nothing.
 */
export class Address {
  /** 0: holds no address; 4: IPv4, in `a` alone; 6: IPv6, `a` most significant to `d`. */
  family: 0 | 4 | 6 = 0;
  a = 0;
  b = 0;
  c = 0;
  d = 0;
  /** The port that stood beside the address, or -1. */
  port = -1;
  /** Whether the text that was read is canonical as it stands, with nothing beside the address. */
  canonical = false;

  /** What it was read from: `text[from, to)`. */
  text = "";
  from = 0;
  to = 0;

  /** Notes what it was read from, or what could not be read. */
  setSlice(text: string, from: number, to: number): void {
    this.text = text;
    this.from = from;
    this.to = to;
  }

  /** What it was read from. */
  get slice(): string {
    return this.text.slice(this.from, this.to);
  }

  /** Makes this register hold the same address as another. */
  copy(other: Address): void {
    this.family = other.family;
    this.a = other.a;
    this.b = other.b;
    this.c = other.c;
    this.d = other.d;
    this.port = other.port;
    this.canonical = other.canonical;
  }

  /** Holds the IPv4 address of this word, of canonical text with nothing beside it. */
  setIPv4(word: number): void {
    this.family = 4;
    this.a = word;
    this.b = this.c = this.d = 0;
    this.port = -1;
    this.canonical = true;
  }

  /** Whether both hold the same address; ports are not compared. */
  equals(other: Address): boolean {
    return (
      this.family === other.family &&
      this.a === other.a &&
      this.b === other.b &&
      this.c === other.c &&
      this.d === other.d
    );
  }
}
