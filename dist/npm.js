#!/usr/bin/env node
// Starts the program of this platform: it lies in a package of its own, an optional dependency.
"use strict";

const { spawnSync } = require("node:child_process");

const platform = `topoi-${process.platform}-${process.arch}`;
const name = process.platform === "win32" ? "topoi.exe" : "topoi";

let program;
try {
  program = require.resolve(`${platform}/bin/${name}`);
} catch {
  console.error(`error: there is no topoi for ${process.platform} on ${process.arch}`);
  console.error(`  help: install \`${platform}\` if optional dependencies were left out; else build it with cargo`);
  process.exit(2);
}
const run = spawnSync(program, process.argv.slice(2), { stdio: "inherit" });
if (run.error) {
  console.error(`error: cannot start \`${program}\`: ${run.error.message}`);
  console.error("  help: install the package again; it may be damaged");
  process.exit(2);
}
process.exit(run.status ?? 1);
