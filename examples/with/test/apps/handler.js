// The handler of a built application, in the file that HANDLER names. Run by a test.
export const { handler } = await import(/* @vite-ignore */ process.env.HANDLER);

export const app = (req, res) => handler(req, res);
