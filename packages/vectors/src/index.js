import data from "./index.cjs";

export const { files, vectors, proxyHeaders } = data;
