// Sixty questions in a rep's words over the sample: the right principle is among the first three
// for nine of ten, and half of the questions share no label with their answers.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { built } from "./harness.mjs";
import { Session } from "../../search/engine.mjs";

const { questions } = JSON.parse(readFileSync(new URL("../../search/questions.json", import.meta.url), "utf8"));
let site;
before(async () => (site = await built()));
after(() => site?.close());

test("nine of ten questions have the right principle among the first three", async () => {
  const session = new Session(fileURLToPath(site.base));
  const missed = [];
  for (const [question, right] of questions) {
    const { results } = await session.search(question);
    const shown = results.slice(0, 3).map(({ url }) => url.replace(/.*\/|\.html.*/g, ""));
    if (!shown.some((name) => right.includes(name))) missed.push(`${question} → ${shown.join(", ")}`);
  }
  assert.ok(missed.length <= questions.length / 10, missed.join("\n"));
});

test("half of the questions share no label with their answers", () => {
  const labels = (name) => {
    const text = readFileSync(new URL(`../../../articles/principles/${name}.md`, import.meta.url), "utf8");
    const [, concepts] = text.match(/^concepts: \[(.*)\]$/m);
    return concepts.split(", ").flatMap((concept) => {
      const source = readFileSync(new URL(`../../../articles/concepts/${concept}.md`, import.meta.url), "utf8");
      const [, title] = source.match(/^title: (.*)$/m);
      const aliases = source.match(/^aliases: \[(.*)\]$/m)?.[1].split(", ") ?? [];
      return [title, ...aliases].map((label) => label.toLowerCase().replace(/^["']|["']$/g, ""));
    });
  };
  const apart = questions.filter(([question, right]) =>
    right.flatMap(labels).every((label) => !question.toLowerCase().includes(label)));
  assert.ok(apart.length >= questions.length / 2, `${apart.length} of ${questions.length}`);
});
