import { presetError, type SharedOptions } from "../options.ts";

const EXCLUDED = ["header", "secret", "identity", "ca"] as const;

/**
 * Checks the options of a CDN that sends a PROXY header, which no second proof can accompany.
 *
 * @param option the option that says so, such as `spectrum`
 * @param better what to write instead, so that a proof is possible
 * @throws {ClientIpError} `preset-option`
 */
export function checkSharedProxy(
  { preset, vendor }: { readonly preset: string; readonly vendor: string },
  option: string,
  options: SharedOptions & { readonly header?: string },
  better: string,
): void {
  const excluded = EXCLUDED.find((name) => options[name] !== undefined);
  if (excluded !== undefined) {
    throw presetError(
      `${preset}({ ${option}, ${excluded} })`,
      "one of the two",
      `Leave ${excluded} out: a PROXY header is read before any header or certificate.`,
    );
  }
  if (options.anyCustomer !== undefined) return;
  throw presetError(
    `${preset}({ ${option} }) without anyCustomer`,
    `anyCustomer: true, which accepts that any customer of ${vendor} can name any client`,
    `Better, ${better}. Or accept it: ${preset}({ ${option}: true, anyCustomer: true }).`,
  );
}
