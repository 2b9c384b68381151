// Keeps the site for times without a network. The build puts a line before this file:
// `const site = {build, days, core, home, sheet, language, words}`.
//
// What is kept is of one build: the cache is named by it, and a page is put there only while
// `data/build.txt` on the host says the same. Files below `assets/` with a hash in their name are taken
// from the cache first; all others come from the network where there is one. Of an answer only what is
// surely ours is kept: no redirect, no login page, nothing of another host.
"use strict";

const scope = self.registration.scope;
const FAMILY = `topoi ${scope} `;
const CURRENT = FAMILY + site.build;
// How a page of this generator begins; a login page doesn't.
const MARK = '<meta name="generator" content="topoi">';
// Headers that a page needs to be as safe as it came.
const HEADERS = ["content-type", "content-security-policy", "x-content-type-options", "referrer-policy"];
const FIXED = /^assets\/(search\/|previews\/|share\/|.*\.[0-9a-f]{8}\.\w+$)/;
// When a copy was last known to be what the host gives to this reader.
const STAMP = scope + "data/build.txt";
// So many files are kept beside the core: what was visited.
const MOST_VISITED = 400;
// Larger pictures and attachments are not kept.
const MOST_BYTES = 2e6;
// A network that doesn't answer in so many milliseconds gives way to a saved copy.
const PATIENCE = 5000;
const HOUR = 36e5;
const core = new Set(site.core);
/** How pages were answered, by client. @type {Map<string, {why: string, at: number}>} */
const answered = new Map();

/** The path below the scope that an address means. */
function pathOf(address) {
  const path = address.slice(scope.length).replace(/[?#].*$/, "");
  return path === "" || path.endsWith("/") ? path + "index.html" : path;
}

/** Whether a host's own habit leads from `path` to `address`: it leaves out `.html` and `index.html`. */
function isShortened(path, address) {
  const to = address.replace(/[?#].*$/, "").replace(/\/$/, "");
  const from = (scope + path).replace(/(\/index)?\.html$/, "");
  return to === from;
}

/** What may be kept of the answer for `path`: a copy that is no redirect; else nothing. */
async function copyOf(path, answer) {
  const type = (answer.headers.get("content-type") || "").toLowerCase();
  const isPage = path.endsWith(".html");
  if (answer.status !== 200 || answer.type !== "basic" || isPage !== type.startsWith("text/html")) return null;
  if (answer.redirected && !(isPage && isShortened(path, answer.url))) return null;
  if (Number(answer.headers.get("content-length")) > MOST_BYTES) return null;
  const body = await answer.arrayBuffer();
  if (body.byteLength > MOST_BYTES || (isPage && !new TextDecoder().decode(body).includes(MARK))) return null;
  const headers = new Headers();
  for (const name of HEADERS) if (answer.headers.has(name)) headers.set(name, answer.headers.get(name));
  return new Response(body, { headers });
}

/** A copy of the file at `path` as the host has it now. */
async function fresh(path) {
  try {
    return await copyOf(path, await fetch(scope + path, { cache: FIXED.test(path) ? "default" : "no-cache" }));
  } catch {
    return null;
  }
}

/** Whether the host has the build that is kept here. */
async function isCurrent() {
  try {
    const answer = await fetch(STAMP, { cache: "no-store" });
    return answer.ok && !answer.redirected && (await answer.text()).trim() === site.build;
  } catch {
    return false;
  }
}

async function olderCaches() {
  return (await caches.keys()).filter((name) => name.startsWith(FAMILY) && name !== CURRENT);
}

/** Notes that the copies are what the host gives to this reader now. */
async function stamp(cache) {
  await cache.put(STAMP, new Response(String(Date.now())));
}

async function stampOf(cache) {
  const stamp = await cache.match(STAMP);
  return stamp ? Number(await stamp.text()) : 0;
}

/** The cache of this build while it is valid: copies that nobody could check for long are dropped. */
async function valid() {
  if (!(await caches.has(CURRENT))) return null;
  const cache = await caches.open(CURRENT);
  const at = await stampOf(cache);
  if (at && Date.now() - at > site.days * 24 * HOUR) {
    for (const name of [...(await olderCaches()), CURRENT]) await caches.delete(name);
    return null;
  }
  return at ? { cache, at } : null;
}

/** The saved copy of `path`, however the host shortens addresses. */
async function saved(path) {
  const kept = await valid();
  if (!kept) return null;
  for (const name of [path, path + ".html", path + "/index.html"]) {
    const copy = await kept.cache.match(scope + name);
    if (copy) return { copy, at: kept.at };
  }
  return null;
}

/** Does `work` on all of `list`, six at a time. */
async function each(list, work) {
  const rest = [...list];
  await Promise.all(Array.from({ length: 6 }, async () => {
    while (rest.length) await work(rest.shift());
  }));
}

/** Fills the cache of this build: the core, then what was visited in the build before. */
async function fill() {
  if (!(await isCurrent())) throw new Error("the host has another build");
  const before = await Promise.all((await olderCaches()).map((name) => caches.open(name)));
  const known = async (path) => {
    for (const cache of FIXED.test(path) ? before : []) {
      const copy = await cache.match(scope + path);
      if (copy) return copy;
    }
    return fresh(path);
  };
  const cache = await caches.open(CURRENT);
  try {
    await each(site.core, async (path) => {
      if (await cache.match(scope + path)) return;
      const copy = await known(path);
      if (!copy) throw new Error(path);
      await cache.put(scope + path, copy);
    });
    const visited = new Set();
    for (const old of before) {
      for (const { url } of await old.keys()) if (url !== STAMP && !core.has(pathOf(url))) visited.add(pathOf(url));
    }
    await each(visited, async (path) => {
      const copy = await known(path);
      if (copy) await cache.put(scope + path, copy);
    });
    if (!(await isCurrent())) throw new Error("the host has another build by now");
    await stamp(cache);
  } catch (error) {
    // Half a copy, or one of two builds, is none.
    await caches.delete(CURRENT);
    throw error;
  }
}

let filling = null;
/** The same, once at a time, where nobody waits for it. */
function refill() {
  filling ??= fill().catch(() => {}).finally(() => (filling = null));
  return filling;
}

/** Keeps an answer that came from the network, if it is of the build that is kept. */
async function keep(asked, answer) {
  const kept = await valid();
  const isPage = (answer.headers.get("content-type") || "").toLowerCase().startsWith("text/html");
  const path = isPage && !/\.\w+$/.test(asked) ? asked + ".html" : asked;
  if (!kept) return refill();
  if (Date.now() - kept.at > HOUR && path.endsWith(".html")) await stamp(kept.cache);
  if (core.has(path) || (await kept.cache.match(scope + path))) return;
  const copy = await copyOf(path, answer);
  if (!copy || !(FIXED.test(path) || (await isCurrent()))) return;
  await kept.cache.put(scope + path, copy);
  const visited = (await kept.cache.keys()).filter(({ url }) => url !== STAMP && !core.has(pathOf(url)));
  for (const old of visited.slice(0, Math.max(0, visited.length - MOST_VISITED))) await kept.cache.delete(old);
}

/** What the host's answer to a page is: `ours`, `login` in its place, `down`, or `other`. */
async function nature(path, request, answer) {
  if (answer.type === "opaqueredirect") {
    // To another address of the site, or to a login?
    try {
      const led = await fetch(request.url, { cache: "no-store" });
      return led.url.startsWith(scope) ? nature(path, request, led) : "login";
    } catch {
      // A login of another host may not be read. Where nothing answers at all, the redirect was one
      // that the browser remembered.
      return (await isThere()) ? "login" : "down";
    }
  }
  if (answer.status >= 500) return "down";
  const isPage = (answer.headers.get("content-type") || "").toLowerCase().startsWith("text/html");
  if (answer.status === 401 || answer.status === 403) return "login";
  if (!isPage) return "other";
  const text = await answer.clone().text();
  if (text.includes(MARK)) return "ours";
  // A page that leads on is ours and has no mark; it isn't saved, and so not taken for a login.
  return answer.status === 200 ? "login" : "other";
}

/** Whether the host answers, with whatever. */
async function isThere() {
  try {
    await fetch(STAMP, { cache: "no-store", redirect: "manual" });
    return true;
  } catch {
    return false;
  }
}

async function inTime(promise, ms) {
  if (!ms) return promise;
  return Promise.race([promise, new Promise((_, reject) => setTimeout(reject, ms, new Error("slow")))]);
}

/** The answer to a navigation. */
async function page(event, path) {
  const { request } = event;
  const copy = await saved(path);
  const fromCopy = (why) => {
    answered.set(event.resultingClientId, { why, at: copy.at });
    return copy.copy;
  };
  let answer = null;
  let kind = "down";
  try {
    [answer, kind] = await inTime((async () => {
      const answer = await fetch(request);
      return [answer, await nature(path, request, answer)];
    })(), copy ? PATIENCE : 0);
  } catch {
    // No network, or as good as none.
  }
  if (kind === "ours" && answer.status === 200) event.waitUntil(keep(path, answer.clone()));
  if (copy && kind === "login") return fromCopy("signed-out");
  if (copy && kind === "down") return fromCopy("offline");
  return answer || missing();
}

/** The answer to what a page loads. */
async function part(event, path) {
  const { request } = event;
  const range = request.headers.get("range");
  const isFixed = FIXED.test(path);
  const copy = isFixed ? await saved(path) : null;
  if (copy) return range ? slice(copy.copy, range) : copy.copy;
  try {
    const answer = await fetch(request);
    // Of a pack that was asked for in parts all is kept.
    if (answer.status === 206 && isFixed) event.waitUntil(fresh(path).then((whole) => whole && keepCopy(path, whole)));
    else if (answer.ok) event.waitUntil(keep(path, answer.clone()));
    if (answer.ok || isFixed) return answer;
    return (await saved(path))?.copy ?? answer;
  } catch (error) {
    const copy = await saved(path);
    if (!copy) throw error;
    return range ? slice(copy.copy, range) : copy.copy;
  }
}

async function keepCopy(path, copy) {
  const kept = await valid();
  if (kept) await kept.cache.put(scope + path, copy);
}

/** Part of a saved file, as a host would give it. */
async function slice(copy, range) {
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(range) || [];
  const whole = await copy.arrayBuffer();
  const start = Number(from);
  const end = to ? Math.min(Number(to) + 1, whole.byteLength) : whole.byteLength;
  if (from === undefined || start >= end) return new Response(whole, { headers: copy.headers });
  const headers = new Headers(copy.headers);
  headers.set("content-range", `bytes ${start}-${end - 1}/${whole.byteLength}`);
  return new Response(whole.slice(start, end), { status: 206, headers });
}

/** A page that says that there is none. */
function missing() {
  const { title, text, home } = site.words;
  const html = `<!doctype html><html lang="${site.language}" dir="auto"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title>
<link rel="stylesheet" href="${scope}${site.sheet}">
<body class="kind-offline"><main class="page"><article class="text"><p class="site">${site.title}</p><h1>${title}</h1><p>${text}</p><p><a href="${scope}${site.home}">${home}</a></p></article></main></html>`;
  const headers = { "content-type": "text/html; charset=utf-8", "content-security-policy": "default-src 'self'" };
  return new Response(html, { status: 503, headers });
}

self.addEventListener("install", (event) => event.waitUntil(fill().then(() => self.skipWaiting())));

self.addEventListener("activate", (event) => event.waitUntil((async () => {
  const older = await olderCaches();
  for (const name of older) await caches.delete(name);
  await self.clients.claim();
  if (older.length) for (const client of await self.clients.matchAll()) client.postMessage({ why: "updated" });
})()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(scope)) return;
  // Who signs in wants the host's own answer.
  if (new URL(request.url).searchParams.has("topoi-live")) return;
  const path = pathOf(request.url);
  if (request.url.startsWith(STAMP)) return;
  event.respondWith(request.mode === "navigate" ? page(event, path) : part(event, path));
});

self.addEventListener("message", (event) => {
  const state = answered.get(event.source.id);
  if (event.data === "state" && state) event.source.postMessage(state);
});
