// What the search script takes from a browser, as far as it is used without a screen. `read`,
// `script` and `inflate` come from the program: a file of the site or a part of it, the same as
// text, and the text of what is deflated in the form of zlib.
"use strict";
const SITE = "http://site/";

globalThis.window = globalThis;

// Addresses as the script joins them: `.` is the folder of a file, `..` the one above a folder.
globalThis.URL = class {
  constructor(path, base) {
    const folder = base.slice(0, base.lastIndexOf("/") + 1);
    const above = folder.slice(0, folder.lastIndexOf("/", folder.length - 2) + 1);
    this.href = path === "." ? folder : path === ".." ? above : folder + path;
  }
};

globalThis.document = {
  currentScript: { src: SITE + "assets/search.js" },
  querySelectorAll: () => [],
  getElementById: () => null,
  addEventListener() {},
  createElement: () => ({ remove() {} }),
  head: {
    append(node) {
      const text = script(node.src.slice(SITE.length).replace(/\?.*/, ""));
      if (text === undefined) return node.onerror({ type: "error" });
      (0, eval)(text);
      node.onload({ type: "load" });
    },
  },
};

// Nothing is late here.
globalThis.setTimeout = () => 0;
globalThis.clearTimeout = () => {};

globalThis.fetch = async (url, { headers = {} } = {}) => {
  const path = url.slice(SITE.length).replace(/\?.*/, "");
  const range = /^bytes=(\d+)-(\d+)$/.exec(headers.range || "");
  const bytes = range ? read(path, +range[1], +range[2] + 1) : read(path, 0, -1);
  return {
    ok: !!bytes,
    status: !bytes ? 404 : range ? 206 : 200,
    arrayBuffer: async () => {
      if (!bytes) throw Error("there is no " + path);
      return bytes;
    },
  };
};

globalThis.DecompressionStream = class {};

globalThis.Response = class {
  constructor(bytes) {
    this.bytes = bytes;
    this.body = { pipeThrough: () => ({ deflated: bytes }) };
  }
  async text() {
    return inflate(Array.from(this.bytes.deflated));
  }
};

// A question, and what is found for it, as JSON.
globalThis.answer = async (question, limit) => {
  const found = await topoi.search(question, { limit });
  const results = found.results.map(({ url, page, title, kind, by, heading, snippet, situation, act, say }) =>
    ({ url, page, title, kind, by, heading, snippet, situation: situation || null, act: act || null, say: say || null }));
  return JSON.stringify({ results, total: found.total, meant: found.meant, unknown: found.unknown });
};
