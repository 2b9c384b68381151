// Runs a written site's own search outside a browser: its script in a context of its own, with as
// much of a browser as loading takes, counting every byte that a host sends: scripts as gzip leaves
// them, packs as they are, of a range what it carries.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { gunzipSync, gzipSync } from "node:zlib";
import http from "node:http";
import https from "node:https";
import vm from "node:vm";

// A folder is searched as a host would serve it.
const HOST = "http://folder.test/";
const zipped = new Map();

/** The size of `body` as a host sends it. */
function sent(href, body) {
  if (href.endsWith(".pack")) return body.length;
  if (!zipped.has(href)) zipped.set(href, gzipSync(body, { level: 6 }).length);
  return zipped.get(href);
}

/** What a host answers: `{ status, body, bytes }`. */
function answer(url, headers) {
  const { get } = url.protocol === "https:" ? https : http;
  return new Promise((done, failed) => {
    get(url, { headers: { "accept-encoding": headers.range ? "identity" : "gzip", ...headers } }, (response) => {
      const parts = [];
      response.on("data", (part) => parts.push(part));
      response.on("error", failed);
      response.on("end", () => {
        const body = Buffer.concat(parts);
        const isZipped = response.headers["content-encoding"] === "gzip";
        // A host that doesn't compress is counted as if it did.
        const bytes = isZipped ? body.length : sent(url.href, body);
        done({ status: response.statusCode, body: isZipped ? gunzipSync(body) : body, bytes });
      });
    }).on("error", failed);
  });
}

/** The same of a folder's file. */
function answerOf(folder, url, { range }) {
  const path = new URL(url.href.slice(HOST.length).replace(/\?.*/, ""), folder);
  const body = readFileSync(path);
  const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(range ?? "") ?? [];
  if (!from) return { status: 200, body, bytes: sent(path.href, body) };
  const part = body.subarray(+from, +to + 1);
  return { status: 206, body: part, bytes: part.length };
}

/** A reader's session on a site, a folder or a URL; `ranges` tells whether its host knows them, `disk`
 * whether it is opened from disk. */
export class Session {
  constructor(site, { ranges = true, disk = false } = {}) {
    const url = /^https?:/.test(site) ? site : pathToFileURL(resolve(site)).href;
    this.folder = /^https?:/.test(site) ? null : new URL(url.endsWith("/") ? url : url + "/");
    this.base = new URL(this.folder && !disk ? HOST : url.endsWith("/") ? url : url + "/");
    this.ranges = ranges;
    this.restart();
  }

  /** Forgets everything that was loaded. */
  restart() {
    this.context = null;
    this.bytes = 0;
    this.requests = 0;
  }

  /** What is at `href`. */
  async load(href, headers = {}) {
    this.requests += 1;
    const url = new URL(href);
    if (!this.ranges) headers = {};
    let found;
    if (url.protocol === "file:") {
      url.search = "";
      const body = readFileSync(url);
      found = { status: 200, body, bytes: sent(url.href, body) };
    } else found = this.folder ? answerOf(this.folder, url, headers) : await answer(url, headers);
    this.bytes += found.bytes;
    return found;
  }

  async run(href, charset) {
    const { status, body } = await this.load(href);
    if (status !== 200) throw Error(`${status} ${href}`);
    // Node doesn't know the encoding whose upper half is U+F780 to U+F7FF.
    const text = charset ? body.toString("latin1").replace(/[\x80-\xff]/g, (c) => String.fromCharCode(0xf700 + c.charCodeAt(0))) : body.toString("utf8");
    vm.runInContext(text, this.context, { filename: href });
  }

  async fetch(href, { headers } = {}) {
    const { status, body } = await this.load(href, headers);
    return { ok: status < 300, status, arrayBuffer: async () => Uint8Array.from(body).buffer };
  }

  async open() {
    const src = new URL("assets/search.js", this.base).href;
    const document = {
      currentScript: { src },
      createElement: () => ({ remove() {} }),
      querySelectorAll: () => [],
      getElementById: () => null,
      addEventListener() {},
      head: {
        append: (node) => {
          this.run(node.src, node.charset).then(
            () => node.onload({ type: "load" }),
            () => node.onerror({ type: "error" }),
          );
        },
      },
    };
    const context = {
      document, URL, setTimeout, clearTimeout, queueMicrotask, AbortSignal, Blob, DecompressionStream, Response,
      fetch: (href, options) => this.fetch(href, options),
    };
    context.window = context;
    this.context = vm.createContext(context);
    try {
      await this.run(src);
    } catch (cause) {
      throw new Error(`no search in ${(this.folder ?? this.base).href}: name the folder that topoi build wrote, or where it is served`, { cause });
    }
  }

  /** Searches; `bytes` and `requests` are what this query asked for. */
  async search(query, options) {
    const [bytes, requests] = this.context ? [this.bytes, this.requests] : [0, 0];
    if (!this.context) await this.open();
    const found = await this.context.topoi.search(query, options);
    return { ...found, bytes: this.bytes - bytes, requests: this.requests - requests };
  }
}
