import { AttackerElement } from "./attacker/attacker-element.ts";
import { WalkPicture } from "./drawing/walk-picture.ts";
import { RequestGallery } from "./gallery/request-gallery.ts";
import { LiveRequests } from "./live/live-requests.ts";
import { ClientIpPage } from "./page/client-ip-page.ts";
import { CopiedText } from "./page/copied-text.ts";
import { PathPanel } from "./page/path-panel.ts";
import { RequestPanel } from "./page/request-panel.ts";
import { WalkPanel } from "./page/walk-panel.ts";
import { PeerAnswers } from "./peers/peer-answers.ts";

/** Gives each element its name in HTML. */
export function defineElements(): void {
  customElements.define("attacker-changes", AttackerElement);
  customElements.define("walk-picture", WalkPicture);
  customElements.define("request-gallery", RequestGallery);
  customElements.define("peer-answers", PeerAnswers);
  customElements.define("live-requests", LiveRequests);
  customElements.define("copied-text", CopiedText);
  customElements.define("path-panel", PathPanel);
  customElements.define("request-panel", RequestPanel);
  customElements.define("walk-panel", WalkPanel);
  customElements.define("client-ip-page", ClientIpPage);
}
