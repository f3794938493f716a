import adapter from "@sveltejs/adapter-node";
import { sveltekit } from "@sveltejs/kit/vite";
import { defaultServerConditions } from "vite";

export default {
  plugins: [sveltekit({ adapter: adapter({ precompress: false }) })],
  // From the sources, as the tests are.
  ssr: { resolve: { conditions: [...defaultServerConditions, "@client-ip/source"] } },
};
