import { describeAdonis } from "./adonisjs.ts";

// The last major release for Node 20. The file beside this one has the newest.
describeAdonis("adonisjs", "adonisjs-6/package.json");
