// A module that keeps its process open, as one that starts a server does.
setInterval(() => {}, 60_000);
exports.path = "nginx";
