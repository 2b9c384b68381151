// What the browser tests share: the sample site, built once, from disk and served.
import { execFile, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
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

/** What `read` gives as soon as `isRight` says so of it, else what it gives after ten seconds: a
 * busy machine draws late. */
export async function eventually(read, isRight) {
  const end = Date.now() + 10_000;
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
