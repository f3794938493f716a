import { readFileSync } from "node:fs";

/** From the root of the repository, where the soak runs: its built files are elsewhere. */
const read = (name: string): Buffer => readFileSync(`packages/node/test/certificates/${name}.pem`);

/** The key and the certificate of `localhost`. */
export const server = { key: read("server"), cert: read("server") };

/** What has signed it. */
export const ca = read("ca");
