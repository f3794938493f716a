import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

/** A file of this directory. */
export const toaFile = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** Lets hosts run `toa` and `tcp-options`; what `toa build` makes is not put beside its sources. */
export function useToaTools(): void {
  const tools = [toaFile("../../../toa"), toaFile(".")];
  process.env["PATH"] = [...tools, process.env["PATH"]].join(delimiter);
  process.env["TOA_OBJECT"] = join(tmpdir(), `client-ip-lab-toa-${process.pid}.bpf.o`);
}
