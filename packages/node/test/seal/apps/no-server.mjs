// A program without a server, as npm is one. Run by a test with the register hook.
process.stderr.write("ended by itself\n");
process.exitCode = 3;
process.disconnect();
