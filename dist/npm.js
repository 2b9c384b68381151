#!/usr/bin/env node
// Starts the program of this platform: it lies in a package of its own, an optional dependency.
"use strict";

const { spawnSync } = require("node:child_process");
const { statSync } = require("node:fs");

const platform = `topoi-${process.platform}-${process.arch}`;
const name = process.platform === "win32" ? "topoi.exe" : "topoi";

/** Says what is wrong and what to do, and ends. */
function fail(what, help) {
  console.error(`error: ${what}\n  help: ${help}`);
  process.exit(2);
}

/** The program and its size as it was packed. */
function packed() {
  try {
    const { bytes } = require(`${platform}/package.json`).topoi;
    return { program: require.resolve(`${platform}/bin/${name}`), bytes };
  } catch {
    return fail(
      `there is no topoi for ${process.platform} on ${process.arch}`,
      `install \`${platform}\` if optional dependencies were left out; else build it with cargo`,
    );
  }
}

const { program, bytes } = packed();
const again = `install \`${platform}\` again: it is damaged`;
const found = statSync(program).size;
if (found !== bytes) fail(`\`${program}\` has ${found} bytes in place of ${bytes}`, again);
const run = spawnSync(program, process.argv.slice(2), { stdio: "inherit" });
// 127 is the system's, where it cannot load a program.
const broken = run.status === 127 || ["SIGBUS", "SIGILL", "SIGSEGV"].includes(run.signal);
if (run.error || broken) fail(`cannot run \`${program}\`: ${run.error?.message ?? run.signal ?? run.status}`, again);
if (run.signal) process.kill(process.pid, run.signal);
process.exit(run.status ?? 1);
