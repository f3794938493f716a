import { type OptionRule, TEXT } from "@client-ip/core/internal";

/** Headers that clients can forge through one CDN or another, or to which its servers append. */
const FORGEABLE = [
  "fastly-client-ip",
  "x-forwarded-for",
  "true-client-ip",
  "forwarded",
  "x-azure-clientip",
  "x-original-forwarded-for",
];

/**
 * A rule for the name of a header that the user's own configuration of a CDN sets.
 *
 * @param which what the header is, and which ones are refused and why
 * @param except a header of {@link FORGEABLE} that this CDN can be told to overwrite
 */
export function ownHeader(which: string, except?: string): OptionRule {
  return {
    expected: `the name of the header that ${which}`,
    allows: (value) =>
      TEXT.allows(value) &&
      !FORGEABLE.some((name) => name !== except && name === String(value).toLowerCase()),
  };
}
