/**
 * An IP address as 32-bit words: the only form in which addresses are compared. Instances are
 * registers: they are overwritten for each request, so that a request allocates nothing.
 */
export class Address {
  /** 0: no address. 4: IPv4, in `a` alone. 6: IPv6, from `a`, the most significant word, to `d`. */
  family: 0 | 4 | 6 = 0;
  a = 0;
  b = 0;
  c = 0;
  d = 0;
  /** The port that was read with the address, or -1. */
  port = -1;
  /** Whether `text[from, to)` is the address in canonical form, and nothing else. */
  canonical = false;

  /** The text that it was read from: `text[from, to)`. */
  text = "";
  from = 0;
  to = 0;

  /** Notes the text that it was read from, or that could not be read. */
  setSlice(text: string, from: number, to: number): void {
    this.text = text;
    this.from = from;
    this.to = to;
  }

  /** The text that it was read from. */
  get slice(): string {
    return this.text.slice(this.from, this.to);
  }

  /** Copies the address of another register, neither its port nor its text. */
  copy(other: Address): void {
    this.family = other.family;
    this.a = other.a;
    this.b = other.b;
    this.c = other.c;
    this.d = other.d;
  }

  /** Sets an IPv4 address that was read from canonical text, without a port. */
  setIPv4(word: number): void {
    this.family = 4;
    this.a = word;
    this.b = this.c = this.d = 0;
    this.port = -1;
    this.canonical = true;
  }

  /** Holds no address from now on. The text stays. */
  clear(): void {
    this.family = 0;
    this.port = -1;
  }

  /** Whether both hold the same address. Ports are not compared. */
  equals(other: Address): boolean {
    // One branch, which nearly always goes the same way, is quicker than five.
    const difference =
      (this.family ^ other.family) |
      (this.a ^ other.a) |
      (this.b ^ other.b) |
      (this.c ^ other.c) |
      (this.d ^ other.d);
    return difference === 0;
  }
}
