// What `topoi check` reports to other programs, by their own rules: SARIF against its schema,
// GitLab's Code Quality by its documented fields, GitHub's commands line by line.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import Ajv from "ajv";
import addFormats from "ajv-formats";

const binary = process.env.TOPOI ?? "topoi";
const root = mkdtempSync(join(tmpdir(), "topoi-formats-"));
after(() => rmSync(root, { recursive: true }));
mkdirSync(join(root, "articles/Übersicht & more"), { recursive: true });
const write = (path, text) => writeFileSync(join(root, "articles", path), text);
write("a.md", "---\ntitle: A\ntgas: [x]\n---\n\n[[Nobody]] and [[Nobody]], 100 %\n[[Nobody]]\n");
write("Übersicht & more/b.md", "# B\n\n![[none.png]] [c](a.md#d,e:f)\n");
write("broken.md", "---\ndraft: [x\n---\n");
write("latin.md", Buffer.from([0xff, 0xfe]));

function check(format, ...more) {
  const run = spawnSync(binary, ["check", "--format", format, "--root", root, ...more]);
  assert.equal(run.status, 1, String(run.stderr));
  return String(run.stdout);
}

const found = JSON.parse(check("json"));

test("there is something to report", () => {
  const codes = new Set(found.map((diagnostic) => diagnostic.code));
  for (const code of ["broken-link", "broken-embed", "unknown-key", "front-matter", "invalid-utf8"]) {
    assert.ok(codes.has(code), `${code} is not among ${[...codes]}`);
  }
});

test("SARIF is valid against its schema", () => {
  const require = createRequire(import.meta.url);
  const path = require.resolve("schemastore/schemas/json/sarif-2.1.0.json");
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
  addFormats(ajv);
  const valid = ajv.compile(JSON.parse(readFileSync(path, "utf8")));
  const log = JSON.parse(check("sarif"));
  assert.ok(valid(log), ajv.errorsText(valid.errors, { separator: "\n" }));
  assert.ok(!valid({ ...log, version: "2.0.0" }), "the schema refuses what it should");
  const [run] = log.runs;
  const rules = run.tool.driver.rules.map((rule) => rule.id);
  assert.equal(run.results.length, found.length);
  run.results.forEach((result, i) => {
    const diagnostic = found[i];
    assert.equal(result.ruleId, diagnostic.code);
    assert.ok(rules.includes(result.ruleId));
    if ("ruleIndex" in result) assert.equal(rules[result.ruleIndex], result.ruleId);
    const { artifactLocation, region } = result.locations[0].physicalLocation;
    assert.equal(decodeURIComponent(artifactLocation.uri), diagnostic.file);
    assert.equal(region?.startLine ?? null, diagnostic.line ?? null);
  });
});

test("GitLab's Code Quality has its fields, and a fingerprint for each fault", () => {
  const report = JSON.parse(check("gitlab"));
  assert.equal(report.length, found.length);
  for (const entry of report) {
    assert.ok(entry.description && entry.check_name);
    assert.ok(["info", "minor", "major", "critical", "blocker"].includes(entry.severity));
    assert.ok(Number.isInteger(entry.location.lines.begin) && entry.location.lines.begin > 0);
    assert.ok(!entry.location.path.startsWith("/") && !entry.location.path.startsWith("./"));
  }
  const prints = report.map((entry) => entry.fingerprint);
  assert.equal(new Set(prints).size, prints.length, "fingerprints tell faults apart");
});

test("GitHub's commands stand on a line each, with what could end them escaped", () => {
  const lines = check("github").trimEnd().split("\n");
  for (const line of lines) {
    assert.match(line, /^::(error|warning) file=[^,:]+(,line=\d+,col=\d+(,endLine=\d+,endColumn=\d+)?)?,title=[a-z0-9-]+::./);
  }
});
