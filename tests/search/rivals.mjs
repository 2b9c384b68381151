// Other search engines for static sites over the same written site, with the interface of a
// `Session`: Pagefind in Chromium, as its own script loads its own index, and MiniSearch in Node,
// whose whole index every reader loads. Both are installed by tests/node/package.json.
import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import http from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";

const require = createRequire(new URL("../node/package.json", import.meta.url));
const pagefind = () => import("../node/node_modules/pagefind/lib/index.js");
const zipped = (body) => gzipSync(body, { level: 6 }).length;

/** Pagefind: its index of `site`, asked in a browser. */
export class Pagefind {
  constructor(site) {
    this.site = path.resolve(site);
  }

  async open() {
    const { createIndex } = await pagefind();
    const { index, errors } = await createIndex({});
    if (!index) throw Error(errors.join("\n"));
    await index.addDirectory({ path: this.site });
    this.folder = await mkdtemp(path.join(tmpdir(), "topoi-pagefind-"));
    await index.writeFiles({ outputPath: path.join(this.folder, "pagefind") });
    await index.deleteIndex();
    const types = { ".js": "text/javascript", ".html": "text/html" };
    this.server = http.createServer(async (request, response) => {
      const name = new URL(request.url, "http://localhost").pathname;
      if (name === "/") return response.setHeader("content-type", "text/html").end("<!doctype html>");
      try {
        const body = await readFile(path.join(this.folder, name));
        this.bytes += zipped(body);
        this.requests += 1;
        response.setHeader("content-type", types[path.extname(name)] ?? "application/octet-stream");
        response.end(body);
      } catch {
        response.statusCode = 404;
        response.end();
      }
    });
    await new Promise((done) => this.server.listen(0, "127.0.0.1", done));
    const { launch } = await import("../node/browser/harness.mjs");
    this.browser = await launch();
  }

  /** The next query is a reader's first. */
  async restart() {
    await this.page?.context().close();
    this.page = null;
  }

  async search(query) {
    if (!this.server) await this.open();
    if (!this.page) {
      this.page = await (await this.browser.newContext()).newPage();
      await this.page.goto(`http://127.0.0.1:${this.server.address().port}/`);
    }
    [this.bytes, this.requests] = [0, 0];
    const urls = await this.page.evaluate(async (query) => {
      const pagefind = await import("/pagefind/pagefind.js");
      const { results } = await pagefind.search(query);
      const shown = await Promise.all(results.slice(0, 10).map((result) => result.data()));
      return shown.map((data) => data.raw_url ?? data.url);
    }, query);
    const results = urls.map((url) => ({ url: url.replace(/^\//, "") }));
    return { results, bytes: this.bytes, requests: this.requests };
  }

  async close() {
    await this.browser?.close();
    this.server?.close();
    if (this.folder) await rm(this.folder, { recursive: true });
    const { close } = await pagefind();
    await close();
  }
}

/** MiniSearch: titles, headings and text, prefixes and typos as its guide proposes. */
export class MiniSearch {
  constructor(site) {
    this.site = path.resolve(site);
  }

  async open() {
    const Engine = require("minisearch");
    this.index = new Engine({
      fields: ["title", "headings", "text"],
      searchOptions: { boost: { title: 4, headings: 2 }, prefix: true, fuzzy: 0.2 },
    });
    const plain = (html) => html.replace(/<[^>]*>/g, " ").replace(/&[#\w]+;/g, " ");
    for (const name of await readdir(this.site, { recursive: true })) {
      if (!name.endsWith(".html")) continue;
      const html = await readFile(path.join(this.site, name), "utf8");
      const text = html.match(/data-pagefind-body[^>]*>([\s\S]*)<\/main>/)?.[1];
      if (!text) continue;
      const headings = [...text.matchAll(/<h[2-6][\s\S]*?<\/h[2-6]>/g)].map(([heading]) => plain(heading)).join(" ");
      const title = plain(text.match(/<h1[\s\S]*?<\/h1>/)?.[0] ?? "");
      this.index.add({ id: name.split(path.sep).join("/"), title, headings, text: plain(text) });
    }
    const library = await readFile(path.join(path.dirname(require.resolve("minisearch")), "../umd/index.js"));
    this.cost = zipped(JSON.stringify(this.index)) + zipped(library);
  }

  restart() {
    this.paid = false;
  }

  async search(query) {
    if (!this.index) await this.open();
    const bytes = this.paid ? 0 : this.cost;
    const requests = this.paid ? 0 : 2;
    this.paid = true;
    const results = this.index.search(query).slice(0, 10).map(({ id, score }) => ({ url: id, score }));
    return { results, bytes, requests };
  }

  close() {}
}
