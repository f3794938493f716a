// What the tests of the elements show in a browser: the elements, wired to each other.
import type { Evidence } from "@client-ip/core";
import { createResolver } from "@client-ip/core";
import { AttackerElement } from "../../src/attacker/attacker-element.ts";
import { WalkPicture } from "../../src/drawing/walk-picture.ts";
import { PeerAnswers } from "../../src/peers/peer-answers.ts";
import { RequestGallery } from "../../src/gallery/request-gallery.ts";
import { defineElements } from "../../src/elements.ts";

defineElements();

const gallery = new RequestGallery();
const peers = new PeerAnswers();
const picture = new WalkPicture();
const attacker = new AttackerElement();
document.querySelector("main")?.append(gallery, picture, peers, attacker);

gallery.addEventListener("request-chosen", ({ detail: { path, peer, headers } }) => {
  show(path, { peer, rawHeaders: headers.flat() });
});

function show(path: Parameters<typeof createResolver>[0], evidence: Evidence): void {
  const resolver = createResolver(path);
  Object.assign(picture, { resolver, evidence });
  Object.assign(peers, { resolver, evidence });
  Object.assign(attacker, { resolver, evidence });
}

declare global {
  var show: (path: Parameters<typeof createResolver>[0], evidence: Evidence) => void;
}
globalThis.show = show;
