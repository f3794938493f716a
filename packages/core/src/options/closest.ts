/** The most edits between a typo and the name that was meant. */
const MAX_EDITS = 2;

/**
 * The name that was probably meant: the one with the fewest edits, at most two and at most a third
 * of its characters. Case, hyphens and underscores do not count.
 */
export function closest(given: string, names: readonly string[]): string | undefined {
  const typo = plain(given);
  if (typo.length > 40) return undefined;
  let found: string | undefined;
  let fewest = MAX_EDITS + 1;
  for (const name of names) {
    const edits = editsBetween(typo, plain(name));
    if (edits < fewest && edits * 3 <= name.length) [found, fewest] = [name, edits];
  }
  return found;
}

function plain(text: string): string {
  return text.toLowerCase().replaceAll(/[-_ ]/g, "");
}

/** Insertions, deletions, substitutions and swaps of neighbors (optimal string alignment). */
function editsBetween(one: string, other: string): number {
  const rows = [Array.from({ length: other.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= one.length; i++) {
    const row = [i];
    for (let j = 1; j <= other.length; j++) {
      const same = one[i - 1] === other[j - 1];
      // In front of a text there is no character, which is unlike any.
      const swapped = one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      row[j] = Math.min(
        rows[i - 1]![j]! + 1,
        row[j - 1]! + 1,
        rows[i - 1]![j - 1]! + (same ? 0 : 1),
        swapped ? rows[i - 2]![j - 2]! + 1 : Infinity,
      );
    }
    rows.push(row);
  }
  return rows[one.length]![other.length]!;
}
