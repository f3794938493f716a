import * as fc from "fast-check";

/** Text made of these characters. */
export function textOf(characters: string, maxLength = 30): fc.Arbitrary<string> {
  return fc.string({ unit: fc.constantFrom(...Array.from(characters)), maxLength });
}

const octet = fc.integer({ min: 0, max: 255 });

/** Dotted decimal of any 32 bits. */
export const ipv4Text: fc.Arbitrary<string> = fc
  .tuple(octet, octet, octet, octet)
  .map((octets) => octets.join("."));

/** Eight groups with many zeros among them, so that runs to be shortened are common. */
export const ipv6Groups: fc.Arbitrary<number[]> = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.constant(0) },
    { weight: 2, arbitrary: fc.integer({ min: 0, max: 0xffff }) },
  ),
  { minLength: 8, maxLength: 8 },
);

/**
 * Every spelling that RFC 4291 2.2 allows: `::` anywhere, leading zeros, either case, dotted
 * decimal at the end.
 */
export const ipv6Text: fc.Arbitrary<string> = fc
  .record({
    groups: ipv6Groups,
    gapAt: fc.nat(7),
    gap: fc.boolean(),
    padded: fc.boolean(),
    upper: fc.boolean(),
    dotted: fc.boolean(),
  })
  .map(({ groups, gapAt, gap, padded, upper, dotted }) => {
    const spell = (group: number): string => {
      const text = group.toString(16).padStart(padded ? 4 : 1, "0");
      return upper ? text.toUpperCase() : text;
    };
    const parts = groups.slice(0, dotted ? 6 : 8).map((group) => spell(group));
    if (dotted) {
      const bytes = groups.slice(6).flatMap((group) => [group >>> 8, group & 255]);
      parts.push(bytes.join("."));
    }
    const end = dotted ? 6 : 8;
    let run = gapAt;
    while (run < end && groups[run] === 0) run++;
    if (!gap || run === gapAt) return parts.join(":");
    return `${parts.slice(0, gapAt).join(":")}::${parts.slice(run).join(":")}`;
  });

export const addressText: fc.Arbitrary<string> = fc.oneof(ipv4Text, ipv6Text);

/**
 * Text that is nearly an address: an address with some characters put in, taken out or replaced.
 */
export const nearlyAddress: fc.Arbitrary<string> = fc
  .tuple(
    addressText,
    fc.array(
      fc.record({
        at: fc.nat(45),
        cut: fc.nat(2),
        put: textOf("0123456789abfgAFx:.[]%/, \t-_\u00a0\u0000é", 3),
      }),
      { maxLength: 3 },
    ),
  )
  .map(([text, edits]) =>
    edits.reduce((edited, { at, cut, put }) => {
      const place = at % (edited.length + 1);
      return edited.slice(0, place) + put + edited.slice(place + cut);
    }, text),
  );

/** Anything at all, often made of the characters that addresses and header grammars are made of. */
export const wildText: fc.Arbitrary<string> = fc.oneof(
  nearlyAddress,
  fc.string({ unit: "binary" }),
  textOf("0123456789abcdef:.[]", 50),
  textOf('for=By=Hash=URI=;,"\\ \t[]:._%unkow12'),
);
