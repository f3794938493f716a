import { describeSvelteKit } from "./sveltekit.ts";

// The last major release for Node 20. The file beside this one has the newest.
describeSvelteKit("sveltekit", "sveltekit-2");
