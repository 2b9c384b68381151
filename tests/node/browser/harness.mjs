// What the browser tests share: the sample site, built once, from disk and served.
import { execFile, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import http from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { chromium } from "playwright-core";

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../..");
export const topoi = process.env.TOPOI ?? path.join(root, "target/release/topoi");

/** A browser that asks nothing of the network by itself. */
export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/** How long a fault is waited for, in milliseconds: a busy machine draws late, and nothing that is
 * right takes so long. */
export const PATIENCE = 120_000;

/** What `read` gives as soon as `isRight` says so of it, else what it gives at last. */
export async function eventually(read, isRight) {
  const end = Date.now() + PATIENCE;
  for (;;) {
    const value = await read();
    if (isRight(value) || Date.now() > end) return value;
    await new Promise((done) => setTimeout(done, 30));
  }
}

/** The sample, built into a folder of its own: `{ base, close }`. */
export async function built() {
  const folder = await mkdtemp(path.join(tmpdir(), "topoi-site-"));
  const output = path.join(folder, "site");
  await promisify(execFile)(topoi, ["build", "--root", root, "--output", output, "-q"]);
  return {
    base: pathToFileURL(output + "/").href,
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

/** The sample, served: `{ base, close }`. */
export async function served(knowledgeBase = root) {
  const server = spawn(topoi, ["serve", "--root", knowledgeBase, "--port", "0"]);
  const base = await new Promise((resolve, reject) => {
    let said = "";
    server.stderr.on("data", (data) => {
      said += data;
      const url = said.match(/http:\/\/127\.0\.0\.1:\d+\//);
      if (url) resolve(url[0]);
    });
    server.on("exit", (code) => reject(new Error(`topoi serve ended with ${code}: ${said}`)));
    server.on("error", reject);
  });
  return {
    base,
    close: () =>
      new Promise((resolve) => {
        server.removeAllListeners("exit");
        server.on("exit", resolve);
        server.kill();
      }),
  };
}

const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".woff2": "font/woff2", ".png": "image/png", ".svg": "image/svg+xml", ".webmanifest": "application/manifest+json", ".txt": "text/plain" };
const LOGIN = "<!doctype html><title>Sign in</title><form><input name=password></form>";

/** A host of the folder `host.site`. Its `login` is what stands before all files: nothing, a redirect, or
 * a page; it counts what it sends, compressed where hosts compress. */
export async function hosted(site) {
  const host = { site, login: "", short: false, down: false, sent: 0, asked: [] };
  const server = http.createServer(async (request, response) => {
    const url = new URL(request.url, "http://localhost");
    let file = decodeURIComponent(url.pathname).replace(/\/$/, "/index.html");
    host.asked.push(file.slice(1));
    if (host.down) return request.socket.destroy();
    const send = (status, headers, body) => {
      response.writeHead(status, headers).end(body);
      host.sent += body ? body.length : 0;
    };
    if (url.pathname === "/login") return send(200, { "content-type": TYPES[".html"] }, LOGIN);
    if (host.login === "redirect") return send(302, { location: "/login" });
    if (host.login === "page") return send(200, { "content-type": TYPES[".html"] }, LOGIN);
    if (host.short && file.endsWith(".html") && url.pathname.endsWith(".html")) {
      return send(308, { location: file.replace(/(index)?\.html$/, "") });
    }
    if (host.short && !path.extname(file)) file += ".html";
    let body = await readFile(path.join(host.site, file)).catch(() => null);
    if (!body) return send(404, { "content-type": TYPES[".html"] }, "nothing here");
    const etag = `"${createHash("sha256").update(body).digest("hex")}"`;
    if (request.headers["if-none-match"] === etag) return send(304, { etag });
    const headers = { "content-type": TYPES[path.extname(file)] ?? "application/octet-stream", "content-security-policy": "default-src 'self'", "cache-control": "max-age=0", etag };
    if (/^\/assets\/.*\.[0-9a-f]{8}\./.test(file)) headers["cache-control"] = "max-age=31536000, immutable";
    const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? "") ?? [];
    if (from) {
      headers["content-range"] = `bytes ${from}-${to}/${body.length}`;
      return send(206, headers, body.subarray(Number(from), Number(to) + 1));
    }
    if (/html|css|javascript|json|text|svg/.test(headers["content-type"])) {
      headers["content-encoding"] = "gzip";
      body = gzipSync(body);
    }
    send(200, headers, body);
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  host.base = `http://127.0.0.1:${server.address().port}/`;
  host.close = () => new Promise((done) => {
    server.closeAllConnections();
    server.close(done);
  });
  return host;
}
