// Runs a written site's own search outside a browser: its script in a context of its own, with as
// much of a document as loading scripts takes, counting every byte as a host that compresses with
// gzip sends it.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { gunzipSync, gzipSync } from "node:zlib";
import http from "node:http";
import https from "node:https";
import vm from "node:vm";

const sizes = new Map();

/** The text at `url` and its size as sent. */
async function fetched(url) {
  if (url.protocol === "file:") {
    const path = new URL(url);
    path.search = "";
    const body = readFileSync(path);
    if (!sizes.has(path.href)) sizes.set(path.href, gzipSync(body, { level: 6 }).length);
    return { text: body.toString("utf8"), bytes: sizes.get(path.href) };
  }
  const { get } = url.protocol === "https:" ? https : http;
  return new Promise((done, failed) => {
    get(url, { headers: { "accept-encoding": "gzip" } }, (response) => {
      const parts = [];
      response.on("data", (part) => parts.push(part));
      response.on("error", failed);
      response.on("end", () => {
        if (response.statusCode !== 200) return failed(Error(`${response.statusCode} ${url}`));
        const body = Buffer.concat(parts);
        const zipped = response.headers["content-encoding"] === "gzip";
        // A host that doesn't compress is counted as if it did.
        const bytes = zipped ? body.length : gzipSync(body, { level: 6 }).length;
        done({ text: (zipped ? gunzipSync(body) : body).toString("utf8"), bytes });
      });
    }).on("error", failed);
  });
}

/** A reader's session on a site, a folder or a URL. */
export class Session {
  constructor(site) {
    const url = /^https?:/.test(site) ? site : pathToFileURL(resolve(site)).href;
    this.base = new URL(url.endsWith("/") ? url : url + "/");
    this.restart();
  }

  /** Forgets everything that was loaded. */
  restart() {
    this.context = null;
    this.bytes = 0;
    this.requests = 0;
  }

  async run(href) {
    this.requests += 1;
    const { text, bytes } = await fetched(new URL(href));
    this.bytes += bytes;
    vm.runInContext(text, this.context, { filename: href });
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
          this.run(node.src).then(
            () => node.onload({ type: "load" }),
            () => node.onerror({ type: "error" }),
          );
        },
      },
    };
    const context = { document, URL, setTimeout, clearTimeout };
    context.window = context;
    this.context = vm.createContext(context);
    try {
      await this.run(src);
    } catch (cause) {
      throw new Error(`no search in ${this.base.href}: name the folder that topoi build wrote, or where it is served`, { cause });
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
