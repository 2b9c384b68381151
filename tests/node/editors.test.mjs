// The JSON Schemas in the language servers that editors run: Taplo's, which is Even Better TOML, and
// the YAML language server. Faults are marked at their lines, and keys are offered with their
// meaning.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import taplo from "@taplo/lsp";

const topoi = process.env.TOPOI ?? "topoi";
const repository = fileURLToPath(new URL("../../", import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), "topoi-editors-"));
after(() => rmSync(folder, { recursive: true }));
const schemas = Object.fromEntries(
  ["settings", "front-matter"].map((format) => {
    const file = path.join(folder, `${format}.json`);
    writeFileSync(file, execFileSync(topoi, ["schema", format]));
    return [format, pathToFileURL(file).href];
  }),
);

/** An editor: it asks a language server, answers what that asks, and keeps what it tells. */
class Editor {
  #answers = new Map();
  #count = 0;
  #told = [];
  #listeners = [];

  constructor(settings) {
    this.settings = settings;
  }

  async start(send) {
    this.send = send;
    await this.ask("initialize", {
      processId: null,
      rootUri: pathToFileURL(folder).href,
      capabilities: { workspace: { configuration: true, didChangeConfiguration: { dynamicRegistration: true } } },
      workspaceFolders: [{ uri: pathToFileURL(folder).href, name: "base" }],
    });
    this.tell("initialized", {});
  }

  receive({ id, method, params, result }) {
    if (method === "workspace/configuration") {
      this.send({ jsonrpc: "2.0", id, result: params.items.map(({ section }) => this.settings[section] ?? null) });
    } else if (method && id !== undefined) {
      this.send({ jsonrpc: "2.0", id, result: null });
    } else if (method === "textDocument/publishDiagnostics") {
      this.#told.push(params);
      this.#listeners.forEach((listen) => listen());
    } else if (id !== undefined) {
      this.#answers.get(id)?.(result);
    }
  }

  ask(method, params) {
    const id = ++this.#count;
    const answer = new Promise((resolve) => this.#answers.set(id, resolve));
    this.send({ jsonrpc: "2.0", id, method, params });
    return answer;
  }

  tell(method, params) {
    this.send({ jsonrpc: "2.0", method, params });
  }

  /** Opens a text under a name of its own; gives its address. */
  open(text, ending) {
    const uri = pathToFileURL(path.join(folder, `${++this.#count}`, `site.${ending}`)).href;
    this.tell("textDocument/didOpen", {
      textDocument: { uri, languageId: ending === "toml" ? "toml" : "yaml", version: 1, text },
    });
    return uri;
  }

  /** The faults of a text that has some, once they are told: servers tell first that there is none. */
  async faults(text, ending, uri = this.open(text, ending)) {
    const isIt = (told) => told.uri === uri && told.diagnostics.length > 0;
    while (!this.#told.some(isIt)) await new Promise((resolve) => this.#listeners.push(resolve));
    const { diagnostics } = this.#told.find(isIt);
    return diagnostics.map(({ range, message }) => ({ line: range.start.line, message }));
  }

  /** What is offered at a place of a text that has a fault, by its name. */
  async offered(text, ending, line, character) {
    const uri = this.open(text, ending);
    // From then on the server has the schema.
    await this.faults(text, ending, uri);
    const found = await this.ask("textDocument/completion", { textDocument: { uri }, position: { line, character } });
    const items = Array.isArray(found) ? found : found.items;
    return new Map(items.map((item) => [item.label, item.documentation?.value ?? item.documentation ?? ""]));
  }
}

async function evenBetterToml() {
  const editor = new Editor({
    evenBetterToml: { schema: { enabled: true, associations: { "site\\.toml$": schemas.settings } } },
  });
  const environment = {
    now: () => new Date(0),
    envVar: () => undefined,
    envVars: () => [],
    stdErrAtty: () => false,
    stdin: async () => new Uint8Array(),
    stdout: async (bytes) => bytes.length,
    stderr: async (bytes) => bytes.length,
    glob: () => [],
    readFile: async (file) => readFileSync(file),
    writeFile: async () => {},
    urlToFilePath: (url) => decodeURIComponent(new URL(url).pathname),
    isAbsolute: path.isAbsolute,
    cwd: () => folder,
    findConfigFile: () => undefined,
    fetch: { fetch, Headers, Request, Response },
  };
  const server = await taplo.TaploLsp.initialize(environment, { onMessage: (message) => editor.receive(message) });
  await editor.start((message) => server.send(message));
  return editor;
}

async function yamlServer(context) {
  const editor = new Editor({
    yaml: { schemas: { [schemas["front-matter"]]: "*.yml" }, validate: true, completion: true, schemaStore: { enable: false } },
  });
  const program = fileURLToPath(new URL("node_modules/yaml-language-server/bin/yaml-language-server", import.meta.url));
  const server = spawn(process.execPath, [program, "--stdio"], { stdio: ["pipe", "pipe", "ignore"] });
  context.after(() => server.kill());
  let waiting = Buffer.alloc(0);
  server.stdout.on("data", (bytes) => {
    waiting = Buffer.concat([waiting, bytes]);
    for (;;) {
      const end = waiting.indexOf("\r\n\r\n");
      if (end < 0) return;
      const length = Number(/Content-Length: (\d+)/.exec(waiting.toString("latin1", 0, end))[1]);
      if (waiting.length < end + 4 + length) return;
      editor.receive(JSON.parse(waiting.toString("utf8", end + 4, end + 4 + length)));
      waiting = waiting.subarray(end + 4 + length);
    }
  });
  await editor.start((message) => {
    const text = Buffer.from(JSON.stringify(message));
    server.stdin.write(`Content-Length: ${text.length}\r\n\r\n`);
    server.stdin.write(text);
  });
  return editor;
}

test("Even Better TOML marks what is wrong in site.toml, and nothing else", async () => {
  const editor = await evenBetterToml();
  for (const file of ["site.toml", "docs/site.toml"]) {
    // A fault is planted at the end: it alone is marked, so the rest passes.
    const text = `${readFileSync(path.join(repository, file), "utf8").trimEnd()}\n`;
    const line = text.split("\n").length - 1;
    const faults = await editor.faults(`${text}[deploy]\ntarget = "moon"\n`, "toml");
    assert.deepEqual(faults.map((fault) => fault.line), [line + 1], `${file}: ${JSON.stringify(faults)}`);
  }
  const faults = await editor.faults('[site]\ntitle = 3\n\n[search]\ntypo = true\n', "toml");
  assert.deepEqual(faults.map(({ line }) => line).sort(), [1, 3], JSON.stringify(faults));
  assert.match(JSON.stringify(faults), /not of type.*string/);
  assert.match(JSON.stringify(faults), /typo/);
});

test("Even Better TOML offers the settings with what they mean", async () => {
  const editor = await evenBetterToml();
  const offered = await editor.offered("[site]\ntitle = 3\n\n", "toml", 2, 0);
  assert.match(offered.get("language"), /language/i);
  assert.ok(offered.has("publish") && offered.has("base_url"), [...offered.keys()].join());
});

test("the YAML language server marks what is wrong in front matter", async (context) => {
  const editor = await yamlServer(context);
  const good = "title: Trust\nkind: concept\naliases: [trustworthiness]\nexcept: [trust fund]\n";
  const faults = await editor.faults(`${good}draft: perhaps\n`, "yml");
  assert.deepEqual(faults.map(({ line }) => line), [4], JSON.stringify(faults));
  const kinds = await editor.faults("title: Trust\nkind: konzept\n", "yml");
  assert.deepEqual(kinds.map(({ line }) => line), [1], JSON.stringify(kinds));
});

test("the YAML language server offers the keys of front matter", async (context) => {
  const editor = await yamlServer(context);
  const keys = await editor.offered("draft: perhaps\n\n", "yml", 1, 0);
  for (const key of ["kind", "aliases", "evidence"]) assert.ok(keys.get(key), `${key}: ${[...keys.keys()]}`);
  const kinds = await editor.offered("draft: perhaps\nkind: \n", "yml", 1, 6);
  assert.ok(kinds.has("principle") && kinds.has("contrast"), [...kinds.keys()].join());
});
