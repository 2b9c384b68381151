// The site is kept for times without a network no more: what was kept goes, and so does this.
"use strict";
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil((async () => {
  const family = `topoi ${self.registration.scope} `;
  for (const name of await caches.keys()) if (name.startsWith(family)) await caches.delete(name);
  await self.registration.unregister();
})()));
