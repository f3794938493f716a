/**
 * Values for the environment variables that a path refers to. The page knows no environment, and
 * asks for no secret: `env:ORIGIN_SECRET` is the text `value-of-ORIGIN_SECRET`.
 */
export function standIns(path: string): Readonly<Record<string, string>> {
  const names = [...path.matchAll(/(\w*)(?:=|"\s*:\s*\[?\s*")?(?:[^\s=:"]+:)?env:([A-Za-z_]\w*)/g)];
  return Object.fromEntries(
    names.map(([, option = "", name = ""]) => [
      name,
      option === "identity" ? `spiffe://value-of/${name}` : `${PREFIX}${name}`,
    ]),
  );
}

const PREFIX = "value-of-";

/** The variable that a text stands for, if it does. */
export function variableOf(text: string): string | undefined {
  return /^(?:value-of-|spiffe:\/\/value-of\/)([A-Za-z_]\w*)$/.exec(text)?.[1];
}
