import { readFileSync } from "node:fs";

/** Key and certificate of one party, made by certificates/make.sh. */
export interface Party {
  readonly key: Buffer;
  readonly cert: Buffer;
}

/** The certificate authority that signed all certificates but the self-signed one. */
export const ca: Buffer = pem("ca");

/** @param name of a file in certificates/, without `.pem` */
export function party(name: string): Party {
  return { key: pem(name), cert: pem(name) };
}

function pem(name: string): Buffer {
  return readFileSync(new URL(`certificates/${name}.pem`, import.meta.url));
}
